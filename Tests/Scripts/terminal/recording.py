# SPDX-License-Identifier: GPL-3.0-or-later
"""Recorded sessions: what is pressed, and what the screen shows then, in one text file.

A recording begins with comments that say what it shows. Then come directives, one a line:

    size: 60x24             columns and rows of the terminal, otherwise 80x24
    env: EDITOR=./editor    for every program below
    mask: REGEX => TEXT     what differs from run to run, and what stands in the recording instead
    setup:                  shell commands, indented by four blanks, in the ledger's directory
    start: si64 repl        a program gets a terminal of its own
    press: begin<Enter>     keys, special ones in angle brackets
    wait: ...>              what must stand left of the cursor before the next step
    sees: AVAILABLE         what must stand somewhere below the line where keys were pressed
    ends: 0                 the program must end, with this exit status
    screen:                 the screen, each line behind '| '; the cursor is a '▮'

Without 'wait:' or 'sees:', 'press:' waits by itself: behind <Enter> and <Ctrl-C> for an empty
prompt further down, behind <Tab><Tab> for the line again below a list, behind <Ctrl-L> for an
empty screen, else for the echo.
"""

import re

NAMED = {
    "Enter": "\r", "Newline": "\n", "Tab": "\t", "Backspace": "\x7f", "Esc": "\x1b",
    "Up": "\x1b[A", "Down": "\x1b[B", "Right": "\x1b[C", "Left": "\x1b[D",
    "Home": "\x1b[H", "End": "\x1b[F", "Paste": "\x1b[200~", "/Paste": "\x1b[201~",
}
KEY = re.compile(r"<(/?[A-Z][A-Za-z]*(?:-.)?)>")
DIRECTIVE = re.compile(r"(size|env|mask|setup|start|press|wait|sees|ends|screen):(?: (.*))?$")


class Malformed(Exception):
    """A recording that cannot be read."""


def key(name):
    """The bytes of a key called as in '<Enter>' or '<Ctrl-C>'."""
    if name in NAMED:
        return NAMED[name]
    if re.fullmatch(r"Ctrl-[A-Z_]", name):
        return chr(ord(name[-1]) & 0x1F)
    if re.fullmatch(r"Alt-.", name):
        return "\x1b" + name[-1]
    raise Malformed(f"there is no key <{name}>")


def bytes_of(keys):
    """What a terminal sends for `keys`."""
    return KEY.sub(lambda match: key(match.group(1)), keys)


class Step:
    """A directive, and the indented or '|' lines below it."""

    def __init__(self, name, text):
        self.name, self.text, self.below = name, text, []


class Recording:
    """A file as read: steps, with everything between them kept."""

    def __init__(self, text):
        # Strings are lines to keep as they are.
        self.parts = []
        for number, line in enumerate(text.splitlines(), 1):
            step = next((part for part in reversed(self.parts) if part != ""), None)
            name = step.name if isinstance(step, Step) else None
            if name == "screen" and line.startswith("|"):
                step.below.append(line[2:])
            elif name == "setup" and line.startswith("    "):
                # Empty lines between commands are no end of them.
                while self.parts[-1] == "":
                    step.below.append(self.parts.pop())
                step.below.append(line[4:])
            elif match := DIRECTIVE.match(line):
                self.parts.append(Step(match.group(1), match.group(2) or ""))
            elif not line or line.startswith("#"):
                self.parts.append(line)
            else:
                raise Malformed(f"line {number} is not understood: {line}")

    def steps(self):
        return [part for part in self.parts if isinstance(part, Step)]

    def text(self, screens):
        """The file with these screens, in their order, in place of those it had."""
        screens = iter(screens)
        lines = []
        for part in self.parts:
            if isinstance(part, str):
                lines.append(part)
                continue
            lines.append(f"{part.name}: {part.text}".rstrip(" ") if not part.text
                         else f"{part.name}: {part.text}")
            if part.name == "screen":
                lines += [f"| {line}".rstrip() for line in next(screens, part.below)]
            else:
                lines += [f"    {line}".rstrip() for line in part.below]
        return "\n".join(lines) + "\n"
