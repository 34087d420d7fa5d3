# SPDX-License-Identifier: GPL-3.0-or-later
"""A terminal screen: enough of one to see what a person would."""

import re
import unicodedata

SEQUENCE = re.compile(
    r"\x1b(?:\[([?>0-9;]*)([@-~])|\]([^\x07\x1b]*)(?:\x07|\x1b\\)|[()][A-Z0-9]|([=>MDE78c]))"
)
PARTIAL = re.compile(r"\x1b(?:\[[?>0-9;]*|\][^\x07\x1b]*|[()]?)?$")


def width_of(character):
    if unicodedata.combining(character) or character in "\u200d\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class Screen:
    """Rows of cells, a cursor, and all lines that have left at the top."""

    def __init__(self, columns=100, rows=30):
        self.columns, self.rows = columns, rows
        self.lines = [[]]
        self.row = self.column = 0
        self.top = 0
        self.rest = ""
        self.pastes = False

    def feed(self, text):
        text = self.rest + text
        partial = PARTIAL.search(text)
        self.rest = partial.group() if partial else ""
        text = text[: len(text) - len(self.rest)]
        position = 0
        while position < len(text):
            character = text[position]
            if character == "\x1b":
                match = SEQUENCE.match(text, position)
                if match:
                    if match.group(2):
                        self.control(match.group(1), match.group(2))
                    position = match.end()
                    continue
            self.put(character)
            position += 1

    def put(self, character):
        if character == "\n":
            self.down()
        elif character == "\r":
            self.column = 0
        elif character == "\b":
            self.column = max(0, self.column - 1)
        elif character == "\t":
            self.column = min(self.columns - 1, self.column // 8 * 8 + 8)
        elif character >= " " and character != "\x7f":
            self.write(character)

    def write(self, character):
        width = width_of(character)
        if width == 0:
            line = self.lines[self.row]
            if 0 < self.column <= len(line):
                line[self.column - 1] += character
            return
        if self.column + width > self.columns:
            self.column = 0
            self.down()
        line = self.lines[self.row]
        line.extend(" " * (self.column + width - len(line)))
        line[self.column] = character
        if width == 2:
            line[self.column + 1] = ""
        self.column += width

    def down(self):
        self.row += 1
        while self.row >= len(self.lines):
            self.lines.append([])
        self.top = max(self.top, self.row - self.rows + 1)

    def control(self, text, final):
        if text.startswith(("?", ">")):
            if text == "?2004":
                self.pastes = final == "h"
            return
        numbers = [int(number) if number else 0 for number in text.split(";")]
        count = max(1, numbers[0])
        line = self.lines[self.row]
        if final == "A":
            self.row = max(self.top, self.row - count)
        elif final == "B":
            for _ in range(count):
                self.down()
        elif final == "C":
            self.column = min(self.columns - 1, self.column + count)
        elif final == "D":
            self.column = max(0, self.column - count)
        elif final == "G":
            self.column = count - 1
        elif final in "Hf":
            self.row = self.top + count - 1
            while self.row >= len(self.lines):
                self.lines.append([])
            self.column = max(1, numbers[1] if len(numbers) > 1 else 1) - 1
        elif final == "K":
            if numbers[0] == 0:
                del line[self.column :]
            else:
                self.lines[self.row] = [] if numbers[0] == 2 else [" "] * self.column
        elif final == "J":
            if numbers[0] == 0:
                del line[self.column :]
                del self.lines[self.row + 1 :]
            else:
                self.lines = self.lines[: self.top] + [[] for _ in range(self.row - self.top + 1)]
        elif final == "P":
            del line[self.column : self.column + count]
        elif final == "@":
            line[self.column : self.column] = [" "] * count

    def forget(self):
        """Wipes all but the line the cursor is in; where the cursor is, nobody knows any more."""
        self.lines = [[]]
        self.row = self.column = self.top = 0
        self.rest = ""

    def text(self):
        """All that was ever shown, without blanks at the ends of lines."""
        return "\n".join("".join(line).rstrip() for line in self.lines)

    def line(self):
        """The line the cursor is in."""
        return "".join(self.lines[self.row])
