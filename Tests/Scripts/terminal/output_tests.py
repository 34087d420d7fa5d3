# SPDX-License-Identifier: GPL-3.0-or-later
"""What the shell does with meta commands, files, pagers, pipes and the window."""

import json
import os
import signal
import time

from checks import test, same, has, lacks, place_has
from session import CTRL_A, CTRL_C, CTRL_D, ENTER, Place, Session


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
