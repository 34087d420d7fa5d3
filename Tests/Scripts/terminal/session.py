# SPDX-License-Identifier: GPL-3.0-or-later
"""si64 at a terminal of its own, driven by keys."""

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

from screen import Screen

CTRL_A, CTRL_C, CTRL_D, CTRL_E, CTRL_K, CTRL_U = "\x01", "\x03", "\x04", "\x05", "\x0b", "\x15"
UP, LEFT, TAB, ENTER = "\x1b[A", "\x1b[D", "\t", "\r"
PROMPT = re.compile(r"^si64 \S.*?([*!]?)> $")

ANY_PROMPT = re.compile(r"si64 \S.*> $")


class Missing(AssertionError):
    """What did not appear on the screen."""


class Place:
    """A directory with a ledger, and nothing of the user's own around."""

    program = None

    def __init__(self, directory, backend="sqlite", demo=False):
        self.directory = directory
        self.environment = {
            "HOME": directory, "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "TERM": "xterm", "SI64_ACTOR": "tester", "LC_ALL": "C.UTF-8", "PAGER": "cat",
            "INPUTRC": "/dev/null", "SWIFT_BACKTRACE": "enable=no",
        }
        words = ["ledger", "init", "--backend", backend] + (["--demo"] if demo else [])
        self.run(*words)

    def run(self, *words, input=None, check=True):
        done = subprocess.run(
            [Place.program, *words], cwd=self.directory, env=self.environment, input=input,
            stdin=None if input is not None else subprocess.DEVNULL, capture_output=True, text=True,
            timeout=60)
        if check and done.returncode != 0:
            raise Missing(f"{words} ended with {done.returncode}: {done.stderr}")
        return done

    def head(self):
        return self.run("ledger", "info", "-o", "json").stdout

    def path(self, name):
        return os.path.join(self.directory, name)


class Session:
    """A running shell and its screen."""

    def __init__(self, place, *words, columns=100, rows=30, line=None, **environment):
        """Starts si64 with `words`, or a `line` of the system's shell, in which it is $SI64."""
        self.screen = Screen(columns, rows)
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.mark = 0
        self.status = None
        settings = {**place.environment, **environment}
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            try:
                # Tests in the background ignore Ctrl-C; whoever sits at a terminal does not.
                signal.signal(signal.SIGINT, signal.SIG_DFL)
                signal.signal(signal.SIGQUIT, signal.SIG_DFL)
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
                os.chdir(place.directory)
                if line is not None:
                    settings["SI64"] = Place.program
                    os.execve("/bin/sh", ["sh", "-c", line], settings)
                os.execve(Place.program, ["si64", *words], settings)
            finally:
                os._exit(127)

    # What is typed

    def keys(self, text):
        """Types; reads meanwhile, so that neither side waits for the other."""
        data = text if isinstance(text, bytes) else text.encode()
        while data:
            readable, writable, _ = select.select([self.terminal], [self.terminal], [], 10)
            if readable:
                self.read()
            if writable:
                data = data[os.write(self.terminal, data[:1024]) :]

    def type(self, line):
        """Types a line and waits for the prompt behind it. Returns what was printed."""
        self.sync()
        before = self.screen.row
        self.keys(line + ENTER)
        self.prompt(after=before)
        lines = self.screen.text().split("\n")
        return "\n".join(lines[before + 1 : self.screen.row])

    def press(self, keys, mark=None):
        """Presses keys and waits for an empty prompt in a later line."""
        self.sync()
        before = self.screen.row
        self.keys(keys)
        self.prompt(mark, after=before)

    # What is seen

    def read(self):
        try:
            data = os.read(self.terminal, 1 << 16)
        except OSError:
            data = b""
        self.screen.feed(self.decoder.decode(data))
        return bool(data)

    def until(self, condition, what, seconds=10, every=0.5):
        end = time.monotonic() + seconds
        while not condition():
            left = end - time.monotonic()
            if left <= 0:
                raise Missing(f"{what} did not appear; the screen:\n{self.screen.text()[-3000:]}")
            if select.select([self.terminal], [], [], min(left, every))[0] and not self.read():
                if condition():
                    return
                raise Missing(f"{what}: the shell ended; the screen:\n{self.screen.text()[-3000:]}")

    def prompt(self, mark=None, after=-1, seconds=10):
        """Waits for an empty prompt; `mark` is what must stand before its '>'."""
        def shown():
            match = PROMPT.match(self.screen.line())
            return match and self.screen.row > after and self.screen.column == len(
                self.screen.line()) and (mark is None or match.group(1) == mark)
        self.until(shown, f"a prompt{'' if mark is None else ' with ' + repr(mark)}", seconds)

    def sees(self, text, seconds=10):
        """Waits for a text that was not there when `sees` last returned."""
        self.until(lambda: text in self.screen.text()[self.mark :], repr(text), seconds)
        self.mark = self.screen.text().index(text, self.mark) + len(text)

    def drain(self, seconds=10):
        """Waits until the shell has read every key, or ended: Ctrl-C would drop the rest."""
        number = struct.unpack("I", fcntl.ioctl(self.terminal, 0x80045430, bytes(4)))[0]
        side = os.open(f"/dev/pts/{number}", os.O_RDWR | os.O_NOCTTY)  # TIOCGPTN gave its number
        try:
            self.until(
                lambda: not struct.unpack("i", fcntl.ioctl(side, termios.FIONREAD, bytes(4)))[0]
                or os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT),
                "an end of the keys", seconds, every=0.002)
        finally:
            os.close(side)

    def sync(self):
        """Takes in what has come already."""
        while select.select([self.terminal], [], [], 0)[0] and self.read():
            pass

    def alive(self):
        """Presses Ctrl-C until there is a prompt with nothing behind it, as people do."""
        self.screen.forget()
        self.mark = 0
        for _ in range(20):
            self.keys(CTRL_C)
            try:
                self.until(
                    lambda: ANY_PROMPT.search(self.screen.line()) is not None,
                    "a prompt after all that", 0.5)
                return
            except Missing as fault:
                last = fault
        raise last

    # The end

    def ends(self, seconds=10):
        """Waits for the end. Returns the exit status, or minus the signal."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.sync()
                self.status = os.waitstatus_to_exitcode(status)
                return self.status
            if select.select([self.terminal], [], [], 0.02)[0]:
                self.read()
        raise Missing(f"no end; the screen:\n{self.screen.text()[-3000:]}")

    def resize(self, columns, rows):
        """Makes the terminal another size, as dragging its window does."""
        self.screen.columns, self.screen.rows = columns, rows
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def echoes(self):
        """Whether the terminal shows by itself what is typed, as it does outside the shell."""
        return bool(termios.tcgetattr(self.terminal)[3] & termios.ECHO)

    def hang_up(self):
        """Takes the terminal away."""
        os.close(self.terminal)
        self.terminal = None
        limit = time.monotonic() + 10
        while time.monotonic() < limit:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
                return
            time.sleep(0.02)
        raise Missing("the shell outlives its terminal")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        if self.terminal is not None:
            os.close(self.terminal)
