# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person types, and what the screen must show then."""

import json
import os
import shutil
import stat
import time

from checks import BACKENDS, ROOT, test, same, has
from session import CTRL_C, CTRL_D, ENTER, LEFT, TAB, UP, Place, Session


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
