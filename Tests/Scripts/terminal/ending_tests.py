# SPDX-License-Identifier: GPL-3.0-or-later
"""Ctrl-C, signals and ends: what they stop, and what they leave behind."""

import os
import signal
import time

from checks import BACKENDS, test, same, has, lacks
from session import CTRL_C, CTRL_D, ENTER, Place, Session


@test
def interrupts(directory):
    place = Place(directory, demo=True)
    place.run("rent", "create", "--wallet", "alice", "--tier", "M2", "--hours", "1")
    with Session(place) as shell:
        shell.prompt()
        # The system drops what has not been read yet when it sees Ctrl-C.
        shell.keys("ledger transfer alice bob 1SOL")
        shell.sees("bob 1SOL")
        shell.press(CTRL_C)
        has(shell.screen.text(), "ledger transfer alice bob 1SOL^C\nsi64 ")
        # One prompt, not two.
        time.sleep(0.1)
        shell.sync()
        lacks(shell.screen.text(), ">\nsi64")
        for _ in range(20):
            shell.press(CTRL_C)
        shell.type("begin")
        shell.press("x" + CTRL_C, "*")
        shell.type("rollback")
        shell.keys("meter collect ctr-1 --interval 200ms" + ENTER)
        time.sleep(0.6)
        shell.keys(CTRL_C)
        shell.sees("^C")
        shell.alive()
        shell.keys("ledger info -q --watch 1" + ENTER)
        time.sleep(0.5)
        shell.keys(CTRL_C)
        shell.sees("^C")
        shell.prompt("")
        shell.keys("ledger balance alice -q \\watch 100ms" + ENTER)
        time.sleep(0.7)
        shell.press(CTRL_C)
        has(shell.screen.text(), "\nSOL\nSOL\nSOL\n")
        # A statement that takes long ends at once, and the prompt stands in a line of its own.
        place.run("ledger", "transfer", "--from", "-", input="".join(
            '{"from":"alice","to":"bob","amount":"0.000001SOL"}\n' for _ in range(20_000)))
        shell.keys("ledger verify" + ENTER)
        time.sleep(0.3)
        before = time.monotonic()
        shell.press(CTRL_C)
        has(shell.screen.text(), "^C\nsi64: interrupted\nsi64 ")
        same(time.monotonic() - before < 2, True)
        with open(place.path("long"), "w") as file:
            file.write("ledger balance alice\n" * 20_000)
        shell.keys("\\i long" + ENTER)
        time.sleep(0.5)
        shell.press(CTRL_C)
        shell.keys(CTRL_D)
        same(shell.ends(), 0)


@test
def leaving(directory):
    place = Place(directory, demo=True)
    for backend in BACKENDS:
        home = os.path.join(directory, backend)
        os.mkdir(home)
        place = Place(home, backend, demo=True)
        head = place.head()
        for end in (CTRL_D, "\\q" + ENTER, "exit" + ENTER):
            with Session(place) as shell:
                shell.prompt()
                shell.type("begin")
                shell.type("ledger transfer alice bob 1SOL")
                shell.keys(end)
                shell.sees("rolled back, nothing was written")
                same(shell.ends(), 0)
        same(place.head(), head)


@test
def idle(directory):
    for backend in BACKENDS:
        home = os.path.join(directory, backend)
        os.mkdir(home)
        place = Place(home, backend, demo=True)
        head = place.head()
        with Session(place, "repl", "--patience", "1s") as shell:
            shell.prompt()
            shell.type("begin")
            shell.type("ledger transfer alice bob 1SOL")
            same(place.run("ledger", "transfer", "alice", "bob", "1SOL", "--lock-timeout", "0",
                           check=False).returncode, 75)
            shell.keys("ledger bal")
            shell.sees("idle for 1 s: the transaction was rolled back, nothing was written")
            shell.prompt("")
            same(place.head(), head)
            # Outside a transaction nobody minds.
            time.sleep(1.3)
            shell.type("ledger transfer alice bob 1SOL")
            shell.prompt("")


@test
def killed(directory):
    """The terminal goes away, or the process, in the middle of a transaction."""
    for backend in BACKENDS:
        home = os.path.join(directory, backend)
        os.mkdir(home)
        place = Place(home, backend, demo=True)
        head = place.head()
        for kill in ("hang up", signal.SIGKILL, signal.SIGTERM):
            with Session(place) as shell:
                shell.prompt()
                shell.type("begin")
                for _ in range(5):
                    shell.type("ledger transfer alice bob 1SOL")
                if kill == "hang up":
                    shell.hang_up()
                else:
                    os.kill(shell.pid, kill)
                    same(shell.ends(), -kill)
            same(place.head(), head)
            place.run("ledger", "verify")
        place.run("ledger", "transfer", "alice", "bob", "1SOL", "--lock-timeout", "0")


@test
def stopped(directory):
    """The signals that end it give the terminal back as it was, at a question as well."""
    place = Place(directory, demo=True)
    place.run("ledger", "backup", "b.json")
    for question in (False, True):
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            with Session(place) as shell:
                shell.prompt()
                if question:
                    shell.keys("ledger restore b.json" + ENTER)
                    shell.sees("[y/N]")
                same(shell.echoes(), False)
                os.kill(shell.pid, number)
                same(shell.ends(), -number)
                same(shell.echoes(), True)


@test
def ignored(directory):
    """A signal that whoever started the shell ignores is ignored at the prompt and behind it."""
    place = Place(directory, demo=True)
    with Session(place, line="trap '' TERM; exec $SI64") as shell:
        shell.prompt()
        os.kill(shell.pid, signal.SIGTERM)
        has(shell.type("ledger info -q"), "")
        os.kill(shell.pid, signal.SIGTERM)
        shell.keys("\\q" + ENTER)
        same(shell.ends(), 0)


@test
def keys_of_our_own(directory):
    """Nothing is set on the terminal that other programs would find, kill -9 or not."""
    place = Place(directory, demo=True)
    with Session(place, line="$SI64; cat") as shell:
        shell.prompt()
        shell.keys("ledger in")
        child = int(os.popen(f"pgrep -P {shell.pid}").read())
        os.kill(child, signal.SIGKILL)
        # A terminal that does not wait would end 'cat' at once.
        shell.sees("Killed")
        shell.keys("typed" + CTRL_D)
        time.sleep(0.2)
        same(os.waitpid(shell.pid, os.WNOHANG), (0, 0))


@test
def ends_of_programs(directory):
    """Ctrl-C in a program of one's own, and the prompt below it."""
    place = Place(directory, demo=True)
    place.run("config", "set", "--user", "alias.wait", "!cat")
    with Session(place) as shell:
        shell.prompt()
        for line in ("wait", "\\! cat"):
            shell.keys(line + ENTER)
            time.sleep(0.2)
            shell.press(CTRL_C)
        shell.keys("ledger balance -- bob \\watch 100ms" + ENTER)
        time.sleep(0.5)
        shell.press(CTRL_C)
        lacks(shell.screen.text(), "Unexpected")
