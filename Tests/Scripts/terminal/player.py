# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays a recording: presses its keys, and takes down what the screen shows."""

import os
import pathlib
import re
import shlex
import subprocess

from recording import KEY, Malformed, bytes_of
from session import Missing, Place, Session

ROOT = pathlib.Path(__file__).resolve().parents[3]
TIME = "2026-01-01T00:00:00Z"
# The key of the first test in RFC 8032: with it, times and names fixed, even hashes are.
SEED = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
# How long a step may take, and what is still on its way when it is over.
PATIENCE, GRACE = 30, 2
# What a recording calls the temporary directory: as long as its name, so that lines keep theirs.
HOME = "/home/maria.santos"
EMPTY_PROMPT = re.compile(r"(si64 \S.*|\.\.\.)> $")


class Market(Place):
    """Maria's home, with the ledger 'market' in it, as 'si64 ledger init --demo' makes it."""

    def __init__(self, home):
        self.directory, programs = os.path.join(home, "market"), os.path.join(home, "bin")
        for path in (self.directory, programs):
            os.mkdir(path)
        os.symlink(Place.program, os.path.join(programs, "si64"))
        self.environment = {
            "HOME": home, "PATH": f"{programs}:/usr/bin:/bin", "TMPDIR": home,
            "TERM": "xterm", "LC_ALL": "C.UTF-8", "SI64_ACTOR": "maria", "PAGER": "cat",
            "INPUTRC": "/dev/null", "SWIFT_BACKTRACE": "enable=no",
        }
        with open(os.path.join(home, "key"), "w") as file:
            file.write(str(list(bytes.fromhex(SEED + PUBLIC))))
        os.chmod(file.name, 0o600)
        self.run("ledger", "init", "--demo", "--key-file", file.name, "--at", TIME)
        os.unlink(file.name)

    def setup(self, commands):
        """Runs shell commands that prepare something; 'si64' is at the recordings' time."""
        head = f'si64() {{ command si64 --at {TIME} "$@"; }}\nset -eu\n'
        done = subprocess.run(
            ["sh", "-c", head + commands], cwd=self.directory, stdin=subprocess.DEVNULL,
            env={**self.environment, "EXAMPLES": str(ROOT / "examples")},
            capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            raise Missing(f"setup ended with {done.returncode}: {done.stderr}")


class Player:
    """One run of a recording, in an empty directory whose name is as long as HOME."""

    def __init__(self, recording, directory, is_recording):
        self.steps, self.is_recording = recording.steps(), is_recording
        self.directory, self.place = directory, Market(directory)
        assert len(directory) == len(HOME), directory
        self.size = (80, 24)
        # Not every release is a change of all screens.
        self.masks = [(re.compile(r"^si64 \d+\.\d+\.\d+:"), "si64 VERSION:")]
        self.session, self.screens, self.row = None, [], 0

    def play(self):
        """Fills `screens`, and raises where a step fails; those before it are there then."""
        try:
            for index, step in enumerate(self.steps):
                following = self.steps[index + 1] if index + 1 < len(self.steps) else None
                self.perform(step, following)
        finally:
            self.leave()

    def perform(self, step, following):
        waits = following is not None and following.name in ("wait", "sees", "ends")
        if step.name == "size":
            self.size = tuple(int(number) for number in step.text.split("x"))
        elif step.name == "env":
            name, _, value = step.text.partition("=")
            self.place.environment[name] = value
        elif step.name == "mask":
            pattern, _, text = step.text.partition(" => ")
            self.masks.append((re.compile(pattern), text))
        elif step.name == "setup":
            self.place.setup("\n".join(step.below))
        elif step.name == "start":
            self.start(step.text)
            if not waits:
                self.until(self.is_prompt, "a prompt")
        elif step.name == "screen":
            self.take(step.below)
        elif self.session is None:
            raise Malformed(f"'{step.name}:' before 'start:'")
        elif step.name == "press":
            self.press(step.text, waits)
        elif step.name == "wait":
            self.until(lambda: self.is_behind(step.text), repr(step.text))
        elif step.name == "sees":
            self.until(lambda: step.text in self.below(), repr(step.text))
        elif step.name == "ends":
            status = self.session.ends(PATIENCE)
            if status != int(step.text):
                raise Missing(f"it ended with {status}, not {step.text}")

    def start(self, command):
        words = shlex.split(command)
        if words[0] != "si64":
            raise Malformed(f"'{words[0]}' cannot be started, only si64")
        self.leave()
        columns, rows = self.size
        self.session = Session(self.place, *words[1:], columns=columns, rows=rows)
        self.row, self.later = -1, True

    def leave(self):
        """Ends the program that runs, if it still does."""
        if self.session is not None:
            session, self.session = self.session, None
            session.__exit__()

    # What is typed, and waited for

    def press(self, keys, waits):
        self.session.sync()
        self.row, line = self.session.screen.row, self.before_cursor()
        last = KEY.findall(keys)[-1:] if keys.endswith(">") else []
        self.later = last in (["Enter"], ["Ctrl-C"]) or keys.endswith("<Tab><Tab>")
        self.session.keys(bytes_of(keys))
        if waits:
            return
        typed = KEY.split(keys)[0]
        if last == ["Tab"]:
            if not keys.endswith("<Tab><Tab>"):
                raise Malformed(f"'press: {keys}' needs a 'wait:' below it")
            line = (line + typed).rstrip()
            self.until(lambda: self.is_later() and self.before_cursor().startswith(line),
                       f"a list for {line!r}")
        elif last == ["Ctrl-L"]:
            self.until(self.is_at_top, "an empty screen")
        elif self.later:
            self.until(self.is_prompt, "a prompt")
        else:
            self.until(lambda: self.is_behind(typed), f"the echo of {typed!r}")

    def is_prompt(self):
        return self.is_later() and EMPTY_PROMPT.match(self.before_cursor()) is not None

    def is_at_top(self):
        screen = self.session.screen
        return screen.row == screen.top and "> " in self.before_cursor()

    def is_behind(self, text):
        return self.is_later() and self.before_cursor().rstrip().endswith(text.rstrip())

    def is_later(self):
        return not self.later or self.session.screen.row > self.row

    def before_cursor(self):
        """The cursor's line up to it."""
        screen = self.session.screen
        return "".join(screen.lines[screen.row][: screen.column])

    def below(self):
        """All text below the line in which keys were pressed last."""
        lines = self.session.screen.lines[self.row + 1 :]
        return "\n".join("".join(line) for line in lines)

    def until(self, condition, what):
        self.session.until(condition, what, PATIENCE)

    # What is seen

    def take(self, expected):
        """Takes down the screen; what has not come yet of what is expected has a little time."""
        self.session.sync()
        shown = self.shown()
        if not self.is_recording and self.session.status is None:
            try:
                self.session.until(lambda: self.shown() == expected, "the recorded screen", GRACE)
            except Missing:
                pass
            shown = self.shown()
        self.screens.append(shown)

    def shown(self):
        """The lines of the screen, with the cursor, masked, without empty ones at the end."""
        screen = self.session.screen
        lines = []
        for number in range(screen.top, min(len(screen.lines), screen.top + screen.rows)):
            cells = screen.lines[number]
            line = "".join(cells)
            if number == screen.row and self.session.status is None:
                line = "".join(cells[: screen.column]) + "▮" + "".join(cells[screen.column :])
            line = line.replace(self.directory, HOME)
            for pattern, text in self.masks:
                line = pattern.sub(text, line)
            lines.append(line.rstrip())
        while lines and not lines[-1]:
            lines.pop()
        return lines
