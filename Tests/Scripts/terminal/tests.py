# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person can do in the shell, and what the screen must show then."""

import json
import os
import pathlib
import re
import shutil
import signal
import stat
import sys
import time

from session import (
    CTRL_A, CTRL_C, CTRL_D, CTRL_K, CTRL_U, ENTER, LEFT, TAB, UP, Missing, Place, Session)

ROOT = pathlib.Path(__file__).resolve().parents[3]
BACKENDS = ("sqlite", "json")
ALL = {}


def test(function):
    ALL[function.__name__] = function
    return function


def same(found, expected):
    if found != expected:
        raise Missing(f"found {found!r}, not {expected!r}")


def has(text, *parts):
    for part in parts:
        if part not in text:
            raise Missing(f"no {part!r} in {text!r}")


def lacks(text, part):
    if part in text:
        raise Missing(f"{part!r} in {text!r}")


@test
def prompts(directory):
    for backend in BACKENDS:
        home = os.path.join(directory, backend)
        os.mkdir(home)
        place = Place(home, backend, demo=True)
        with Session(place) as shell:
            shell.prompt("")
            has(shell.screen.text(), "'help' lists", f"si64 {backend}>")
            has(shell.type("ledger balance alice"), "AVAILABLE")
            shell.type("begin")
            shell.prompt("*")
            shell.type("ledger transfer alice bob 1SOL")
            shell.prompt("*")
            has(shell.type("ledger transfer nobody bob 1SOL"), "no account 'nobody'", "hint: ")
            shell.prompt("!")
            shell.type("savepoint here")
            shell.type("rollback to here")
            shell.prompt("*")
            has(shell.type("ledger verify"), "cannot run inside a transaction", "hint: ")
            shell.type("commit")
            shell.prompt("")
            shell.keys("ledger balance 'al" + ENTER)
            shell.until(lambda: shell.screen.line() == "...> ", "the prompt of an open quote")
            shell.keys(CTRL_C)
            shell.prompt("")
            shell.keys(CTRL_D)
            same(shell.ends(), 0)
        same(json.loads(place.run("ledger", "balance", "alice", "-o", "json").stdout)[0]["balance"],
             "9.000000000")


@test
def no_ledger_yet(directory):
    place = Place(directory)
    empty = os.path.join(directory, "empty")
    os.mkdir(empty)
    place.directory = empty
    os.rename(os.path.join(directory, ".si64"), os.path.join(directory, "elsewhere"))
    with Session(place) as shell:
        shell.until(lambda: shell.screen.line().endswith("(no ledger)> "), "(no ledger)")
        has(shell.type("ledger info"), "no ledger", "hint: ")
        shell.type("ledger init")
        shell.until(lambda: shell.screen.line() == "si64 empty> ", "the new name")


@test
def completion(directory):
    place = Place(directory, demo=True)
    place.run("ledger", "create-account", "team:alpha")
    place.run("rent", "create", "--wallet", "alice", "--tier", "M2", "--hours", "1")
    place.run("ledger", "create-account", "worker")
    place.run("-L", "other.db", "ledger", "init")
    place.run("-L", "other.db", "ledger", "create-account", "only-there")
    place.run("config", "set", "alias.forty", "ledger list-accounts --limit 40")
    place.run("config", "set", "alias.treasure", "ledger balance treasury")
    place.environment["PATH"] = str(ROOT / "examples") + ":" + place.environment["PATH"]

    def completes(typed, line):
        shell.keys(typed + TAB)
        shell.until(lambda: shell.screen.line().endswith("> " + line), f"{line!r} for {typed!r}")
        shell.keys(CTRL_C)
        shell.prompt()

    def lists(typed, *parts):
        shell.keys(typed + TAB + TAB)
        for part in parts:
            shell.sees(part)
        shell.press(CTRL_C)

    with Session(place) as shell:
        shell.prompt()
        completes("led", "ledger ")
        completes("ledger bal", "ledger balance ")
        completes("ledger asset l", "ledger asset list ")
        completes("ledger balance ali", "ledger balance alice ")
        completes("ledger balance team:a", "ledger balance team:alpha ")
        completes("ledger balance alice --ass", "ledger balance alice --asset ")
        completes("ledger balance alice -o ta", "ledger balance alice -o table ")
        completes("contract show ct", "contract show ctr-1 ")
        completes("ledger info; ledger bal", "ledger info; ledger balance ")
        completes("ledger info;led", "ledger info;ledger ")
        completes("ledger balance \"ali", "ledger balance \"alice\" ")
        completes("ledger balance 'team:", "ledger balance 'team:alpha' ")
        completes("rent create --wallet=ali", "rent create --wallet=alice ")
        completes("beg", "begin ")
        completes("si64 led", "si64 ledger ")
        completes("-ojson ledger bal", "-ojson ledger balance ")
        completes("-L other.db ledger balance onl", "-L other.db ledger balance only-there ")
        completes("-Lother.db ledger balance onl", "-Lother.db ledger balance only-there ")
        completes("help ledger balanc", "help ledger balance ")
        completes("doctor --verb", "doctor --verbose ")
        completes("config get alias.f", "config get alias.forty ")
        completes("\\tim", "\\timing ")
        completes("\\pset outp", "\\pset output ")
        completes("\\pset output js", "\\pset output json")
        shell.type("ledger show-account alice \\gset me")
        completes("ledger balance $m", "ledger balance $me")
        with open(place.path("a-script"), "w") as file:
            file.write("ledger info\n")
        completes("\\i a-scr", "\\i a-script ")
        completes("ledger transfer --from a-scr", "ledger transfer --from a-script ")
        # What belongs to nobody here: aliases, and programs on PATH.
        completes("fort", "forty ")
        completes("forty --ac", "forty --actor ")
        completes("tax work", "tax worker ")
        completes("help tax", "help tax ")
        completes("doc", "doctor ")
        lists("t", "tax", "plugin on PATH", "treasure", "alias for ledger balance treasury")
        lists("ledger re", "release", "Give what is left of a hold back.", "revert")
        lists("", "contract", "running and past rentals", "savepoint", "mark a place")
        lists("ledger balance ", "alice", "team:alpha")
        # A comment is nothing to complete.
        shell.keys("# led" + TAB)
        time.sleep(0.1)
        shell.sync()
        same(shell.screen.line().endswith("# led"), True)


@test
def completion_without_a_cache(directory):
    """The shell opens a JSON ledger when it starts: Tab itself would not build its cache."""
    place = Place(directory, "json", demo=True)
    shutil.rmtree(place.path(".cache"))
    with Session(place) as shell:
        shell.prompt()
        shell.keys("ledger balance ali" + TAB)
        shell.until(lambda: shell.screen.line().endswith("ledger balance alice "), "a live name")


@test
def history(directory):
    place = Place(directory, demo=True)
    path = place.path(".local/state/si64/history")
    with Session(place) as shell:
        shell.prompt()
        shell.type("ledger info -q")
        shell.type(" ledger where")
        shell.type("ledger info -q")
        shell.keys("ledger balance \\" + ENTER)
        shell.until(lambda: shell.screen.line() == "...> ", "...>")
        shell.type("alice")
        shell.keys("\\set text 'two" + ENTER)
        shell.until(lambda: shell.screen.line() == "...> ", "...>")
        shell.type("lines'")
        has(shell.type("\\history"), "1\tledger info -q".expandtabs(), "ledger balance alice")
    same(stat.S_IMODE(os.stat(path).st_mode), 0o600)
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    same(lines, ["ledger info -q", "ledger balance alice",
                 "\\set text 'two\x01lines'", "\\history", ""])
    # The next session has it, and runs it again as one.
    with Session(place) as shell:
        shell.prompt()
        shell.keys(UP + UP + UP)
        shell.until(lambda: shell.screen.line().endswith("ledger balance alice"), "the history")
        shell.keys(ENTER)
        shell.prompt()
        shell.press(UP + UP + UP + ENTER)
        has(shell.type("\\set"), "text", "two", "lines")
    with Session(place, XDG_STATE_HOME=place.path("state")) as shell:
        shell.prompt()
        shell.type("ledger info -q")
    same(os.path.exists(place.path("state/si64/history")), True)


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
def watch(directory):
    """Frames are drawn over each other; nothing is wiped between them."""
    place = Place(directory, demo=True)
    with Session(place, "ledger", "list-accounts", "--watch", "100ms", rows=6) as shell:
        time.sleep(0.8)
        shell.keys(CTRL_C)
        same(shell.ends(), -signal.SIGINT)
        has(shell.screen.text(), "alice")
        same(len(shell.screen.text().rstrip().split("\n")) <= 6, True)


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
def pastes(directory):
    place = Place(directory, demo=True)
    lines = [f"\\set line{index % 10} 'text {index}'" for index in range(9_998)]
    lines[5_000:5_000] = ["ledger transfer alice bob 1SOL", "ledger transfer alice bob 1SOL"]
    text = "\n".join(lines)
    with Session(place) as shell:
        shell.prompt()
        # As a terminal pastes today, in brackets; then as keys.
        same(shell.screen.pastes, True)
        shell.keys("\x1b[200~" + text + "\x1b[201~")
        shell.keys(ENTER)
        shell.sees("tx-3", 40)
        shell.prompt(seconds=40)
        same(place_has(place, "8.000000000"), True)
        has(shell.type("\\set"), "text 9997")
        shell.keys((text + "\n").replace("\n", ENTER))
        # What the terminal echoes of it is not what the command prints.
        shell.keys("\\! echo all'of'it" + ENTER)
        shell.sees("allofit", 90)
        shell.prompt(seconds=30)
    same(place_has(place, "6.000000000"), True)


def place_has(place, balance):
    return balance in place.run("ledger", "balance", "alice", "-o", "json").stdout


@test
def odd_texts(directory):
    for locale in ("C.UTF-8", "C"):
        home = os.path.join(directory, locale)
        os.mkdir(home)
        place = Place(home, demo=True)
        notes = ["🙂 👩‍👩‍👧‍👦", "שלום עולם", "漢字かな", "e\u0301 ñ", "x" * 4096, "né" * 2048]
        with Session(place, LC_ALL=locale) as shell:
            shell.prompt()
            for note in notes:
                shell.type(f"ledger transfer alice bob 0.001SOL --note '{note}'")
            # Editing goes by characters, not by bytes.
            shell.keys("ledger transfer alice bob 0.001SOL --note 'aé漢b'")
            shell.sees("'aé漢b'")
            shell.press(LEFT + LEFT + "\x7f" + "ü" + ENTER)
            notes.append("aéüb")
            # A control character typed with Ctrl-Q is refused or kept, and never shown as it is.
            shell.type("ledger transfer alice bob 0.001SOL --note 'a\x11\x07b'")
            has(shell.type("\\set esc 'x\x11\x1b[31my'; \\set"), "esc")
            shell.keys(b"ledger balance \xff\xfe" + ENTER.encode())
            shell.sees("not UTF-8")
            shell.prompt()
        found = json.loads(place.run("ledger", "history", "-o", "json").stdout)
        found = [entry.get("note") for entry in reversed(found)]
        same([note for note in notes if note not in found], [])


@test
def meta_commands(directory):
    place = Place(directory, demo=True)
    editor = place.path("editor")
    with open(editor, "w") as file:
        file.write("#!/bin/sh\nsed -i 's/alice/bob/' \"$1\"\n")
    os.chmod(editor, 0o755)
    with open(place.path("script"), "w") as file:
        file.write("ledger balance alice\n\nledger balance nobody\n")
    with Session(place, EDITOR=editor) as shell:
        shell.prompt()
        has(shell.type("\\?"), "\\gset NAME", "\\! COMMAND")
        has(shell.type("help"), "ledger", "savepoint", "'\\?' lists")
        has(shell.type("\\timing"), "timing is on")
        has(shell.type("ledger info -q"), "time: ", " ms")
        shell.type("\\timing off")
        shell.type("ledger transfer alice bob 1SOL --note alice")
        has(shell.type("ledger show $_ --columns note"), "alice")
        shell.type("ledger show-account alice -q")
        has(shell.type("\\e"), "bob")
        shell.type("\\o out")
        shell.type("ledger balance alice")
        shell.type("\\o")
        with open(place.path("out")) as file:
            has(file.read(), "9.000000000")
        has(shell.type("\\i script"), "AVAILABLE", "si64: script:3: ")
        shell.type("\\pset output json")
        has(shell.type("ledger balance alice"), '"balance":"9.000000000"')
        has(shell.type("\\pset"), "--output=json")
        shell.type("\\pset output")
        has(shell.type("ledger balance alice"), "AVAILABLE")
        has(shell.type("\\! echo $((6 * 7)) out; exit 3"), "42 out")
        has(shell.type("\\nonsense"), "not understood", "'\\?' lists")
        has(shell.type("\\e editor-of-nothing"), "si64: ")
        has(shell.type("ledger balanc alice"), "did you mean 'balance'?")
        has(shell.type("si64 ledger balance alice"), "AVAILABLE")
    with Session(place, EDITOR="true") as shell:
        shell.prompt()
        shell.type("ledger transfer alice bob 1SOL")
        has(shell.type("\\e"), "nothing was changed")
    with Session(place, EDITOR="false") as shell:
        shell.prompt()
        has(shell.type("\\e"), "the editor 'false' failed")


@test
def start_file(directory):
    place = Place(directory, demo=True)
    os.makedirs(place.path("config/si64"))
    with open(place.path("config/si64/replrc"), "w") as file:
        file.write("# mine\n\\set me alice\nledger nothing\n\\pset no-header\n")
    with Session(place, XDG_CONFIG_HOME=place.path("config")) as shell:
        shell.prompt()
        has(shell.screen.text(), "replrc:3: there is no verb 'nothing'")
        lacks(shell.type("ledger balance $me"), "AVAILABLE")
    place.environment["XDG_CONFIG_HOME"] = place.path("config")
    done = place.run("repl", "-c", "ledger balance $me", check=False)
    same(done.returncode, 3)


@test
def pager(directory):
    place = Place(directory, demo=True)
    log = place.path("paged")
    place.run("ledger", "create-account", "--from", "-", input="".join(
        json.dumps({"name": f"many-{index:03}"}) + "\n" for index in range(60)))
    page = f"cat > {log}"
    with Session(place, SI64_PAGER=page) as shell:
        shell.prompt()
        lacks(shell.type("ledger list-accounts"), "many-059")
        with open(log) as file:
            has(file.read(), "many-000", "many-059")
        os.unlink(log)
        shell.type("ledger list-accounts --no-pager")
        shell.type("ledger balance alice")
        shell.type("ledger list-accounts -o json")
        same(os.path.exists(log), False)
    with Session(place, "ledger", "list-accounts", SI64_PAGER="no-such-pager") as shell:
        same(shell.ends(), 0)
        has(shell.screen.text(), "many-059")
    # Whoever leaves the pager early hears nothing of it.
    with Session(place, SI64_PAGER="head -n 1") as shell:
        shell.prompt()
        lacks(shell.type("ledger list-accounts"), "many-059")
        lacks(shell.screen.text(), "si64: ")
    done = place.run("ledger", "list-accounts", "-o", "table")
    has(done.stdout, "many-059")


@test
def pipes(directory):
    """Whoever reads no further is no error, even where SIGPIPE is ignored."""
    place = Place(directory, demo=True)
    place.run("ledger", "create-account", "--from", "-", input="".join(
        json.dumps({"name": f"many-{index:05}"}) + "\n" for index in range(3000)))
    program = Place.program
    done = os.popen(
        f"cd '{directory}' && (trap '' PIPE; HOME='{directory}' '{program}' ledger list-accounts"
        f" -o wide 2>&1 >&3 | cat) 3>&1 | head -n 1; sleep 0.2").read()
    same(len(done.strip().split("\n")), 1)


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
def questions(directory):
    """A question is answered with yes or not at all, and the shell goes on as before."""
    place = Place(directory, demo=True)
    place.run("ledger", "backup", "b.json")
    with Session(place) as shell:
        shell.prompt()
        for answer in ("n" + ENTER, ENTER, CTRL_C, CTRL_D, "ledger" + TAB + ENTER):
            shell.type("ledger transfer alice bob 0.1SOL -q")
            shell.keys("ledger restore b.json" + ENTER)
            shell.sees("[y/N]")
            shell.press(answer)
            has(shell.screen.text(), "nothing was changed")
        has(shell.type("ledger balance alice --asset SOL --columns balance"), "9.5")
        shell.keys("ledger restore b.json" + ENTER)
        shell.sees("[y/N]")
        shell.press("y" + ENTER)
        has(shell.type("ledger balance alice --asset SOL --columns balance"), "10")
        shell.keys("ledger bal" + TAB)
        shell.until(lambda: shell.screen.line().endswith("ledger balance "), "completion again")


@test
def pasted_and_interrupted(directory):
    """Ctrl-C in one statement of a paste drops those behind it."""
    place = Place(directory, demo=True)
    place.run("ledger", "transfer", "--from", "-", input="".join(
        '{"from":"alice","to":"bob","amount":"0.000001SOL"}\n' for _ in range(20_000)))
    head = place.head()
    with Session(place) as shell:
        shell.prompt()
        shell.keys("\x1b[200~ledger verify\nledger transfer alice bob 1SOL\n'open\x1b[201~" + ENTER)
        time.sleep(0.3)
        shell.press(CTRL_C)
        has(shell.screen.text(), "si64: interrupted")
        has(shell.type("ledger balance alice -q"), "SOL")
    same(place.head(), head)


@test
def pasted_and_refused(directory):
    """So does Ctrl-C at a question that one of them asks."""
    place = Place(directory, demo=True)
    place.run("ledger", "export", "--format", "csv", "--out", "out")
    head = place.head()
    with Session(place) as shell:
        shell.prompt()
        shell.keys("\x1b[200~ledger export --format csv --out out\n"
                   "ledger transfer alice bob 1SOL\x1b[201~" + ENTER)
        shell.sees("[y/N]")
        shell.press(CTRL_C)
        has(shell.screen.text(), "nothing was changed")
        has(shell.type("ledger balance alice -q"), "SOL")
        # A refusal ends its own statement, and those of its line.
        shell.keys("ledger export --format csv --out out; ledger transfer alice bob 1SOL" + ENTER)
        shell.sees("[y/N]")
        shell.press("n" + ENTER)
    same(place.head(), head)


@test
def pager_of_another_size(directory):
    """A window that changes its size while a pager waits costs no line."""
    place = Place(directory, demo=True)
    place.run("ledger", "create-account", "--from", "-", input="".join(
        json.dumps({"name": f"many-{index:05}"}) + "\n" for index in range(6000)))
    with Session(place, SI64_PAGER="sleep 0.7; cat > log") as shell:
        shell.prompt()
        row = shell.screen.row
        shell.keys("ledger list-accounts" + ENTER)
        for columns in (90, 80, 70, 100):
            time.sleep(0.12)
            shell.resize(columns, 30)
        shell.prompt(after=row)
    with open(place.path("log")) as file:
        same(len([line for line in file if line.startswith("many-")]), 6000)


@test
def pipes_that_end(directory):
    """The reader of a named pipe can leave; a shell and its transaction go on."""
    place = Place(directory, demo=True)
    os.mkfifo(place.path("pipe"))
    with Session(place) as shell:
        shell.prompt()
        has(shell.type("\\o pipe"), "cannot open")
        shell.type("begin")
        shell.type("ledger transfer alice bob 1SOL -q")
        reader = os.open(place.path("pipe"), os.O_RDONLY | os.O_NONBLOCK)
        shell.type("\\o pipe")
        os.close(reader)
        has(shell.type("ledger list-accounts"), "cannot write")
        shell.type("\\o")
        shell.type("commit")
    same(place_has(place, "9.000000000"), True)


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


@test
def histories_of_none(directory):
    """Who links the history to nowhere wants none, and what it leads to is not touched."""
    place = Place(directory, demo=True)
    os.makedirs(place.path(".local/state/si64"))
    os.mkfifo(place.path("pipe"), 0o644)
    os.symlink(place.path("pipe"), place.path(".local/state/si64/history"))
    with Session(place) as shell:
        shell.prompt()
        shell.type("ledger info -q")
        has(shell.type("\\history"), "ledger info -q")
    same(stat.S_IMODE(os.stat(place.path("pipe")).st_mode), 0o644)


@test
def typed_input(directory):
    """Ctrl-C ends a command that reads what is typed, and gives the lock back."""
    place = Place(directory, demo=True)
    head = place.head()
    with Session(place) as shell:
        shell.prompt()
        for command in ("ledger transfer --from -", "contract verify-proof -", "ledger show -",
                        "ledger import - --format jsonl"):
            shell.keys(command + ENTER)
            time.sleep(0.2)
            if "transfer" in command:
                shell.keys('{"from":"alice","to":"bob","amount":"1SOL"}' + ENTER)
                time.sleep(0.2)
            shell.press(CTRL_C)
            has(shell.screen.text(), "interrupted")
            shell.screen.forget()
            shell.press(CTRL_U + ENTER)
        same(place.head(), head)
        place.run("ledger", "transfer", "alice", "bob", "1SOL", "--lock-timeout", "0")


@test
def redirected(directory):
    """Prompts and what is typed go to the terminal, results to the file."""
    place = Place(directory, demo=True)
    with Session(place, line="$SI64 > out; echo done") as shell:
        shell.prompt()
        shell.type("ledger balance alice -q")
        shell.keys(CTRL_D)
        shell.sees("done")
    with open(place.path("out")) as file:
        same(file.read(), "SOL\n")
    with Session(place, line="$SI64 2> errors; echo done") as shell:
        shell.prompt()
        shell.keys("ledger restore nothing" + ENTER)
        shell.prompt()
        shell.keys(CTRL_D)
        shell.sees("done")


@test
def scripts_at_a_terminal(directory):
    place = Place(directory, demo=True)
    for option in ("-1", "--keep-going"):
        with Session(place, "repl", option) as shell:
            same(shell.ends(), 64)
            has(shell.screen.text(), "are for scripts")
    # What comes through a pipe is a script of its own.
    line = "echo 'ledger balance alice -q' | $SI64 repl -c '\\i /dev/fd/0'"
    with Session(place, line=line) as shell:
        same(shell.ends(), 0)
        has(shell.screen.text(), "SOL")


@test
def resized(directory):
    """The shell edits in the width the terminal has, whenever it changed."""
    place = Place(directory, demo=True)
    with Session(place, columns=100) as shell:
        shell.prompt()
        shell.sync()
        row = shell.screen.row
        shell.keys("\\! sleep 0.5" + ENTER)
        time.sleep(0.1)
        shell.resize(50, 30)
        shell.prompt(after=row)
        row = shell.screen.row
        shell.keys("x" * 90 + CTRL_A + "START ")
        shell.until(
            lambda: "START " in "".join(shell.screen.lines[row]), "the start of a long line")
        same("".join(shell.screen.lines[row]).rstrip().startswith("si64 "), True)
        same(shell.screen.row, row)


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
