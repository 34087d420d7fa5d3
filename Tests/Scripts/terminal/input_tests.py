# SPDX-License-Identifier: GPL-3.0-or-later
"""Pastes, questions, and what commands read from the keyboard."""

import time

from checks import test, same, has, place_has
from session import CTRL_C, CTRL_D, CTRL_U, ENTER, TAB, Place, Session


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
