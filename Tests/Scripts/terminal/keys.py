# SPDX-License-Identifier: GPL-3.0-or-later
"""Random keys: whatever is pressed, the shell lives on and writes nothing unasked."""

import random

from session import ENTER, Place, Session, Missing

seed = 0
sequences = 1000
# Not Ctrl-S, which stops a terminal, and not "!": what a shell is asked to do by chance is
# nobody's business here.
ALPHABET = (
    [chr(code) for code in range(1, 32) if code not in (4, 19, 26, 28)]
    + list("abcdefghijklmnopqrstuvwxyz0123456789 \"'\\$;#-_=.:/|&*?<>(){}[]~^%@,+")
    + ["\x7f", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[3~", "\x1b[H", "\x1b[F"]
    + ["\x1bf", "\x1bb", "\x1bd", "\x1b."]
    + ["\x1b\x7f", "\x1b[200~", "\x1b[201~", "\x1b", "\x1b[", "\x1bO", "\t\t"]
    + ["é", "🙂", "👩‍👩‍👧‍👦", "שלום", "漢字", "e\u0301", "\u202e", "\u200b", "\ufeff"]
    + ["ledger ", "balance ", "alice ", "begin" + ENTER, "rollback" + ENTER, "\\set ", "\\pset "]
    + ["\\timing", "\\?", "help", "$_", "--help", "-o json "]
)


def sequence(numbers):
    keys = "".join(numbers.choice(ALPHABET) for _ in range(numbers.randrange(1, 25)))
    # A paste that never ends would swallow everything behind it.
    return keys + ("\x1b[201~" if "\x1b[200~" in keys else "")


def random_keys(directory):
    place = Place(directory, demo=True)
    numbers = random.Random(seed)
    print(f"     seed {seed}, {sequences} sequences", flush=True)
    hammer(place, [sequence(numbers) for _ in range(sequences)], often=10)


def random_bytes(directory):
    """The same with bytes that are no text at all."""
    numbers = random.Random(seed + 1)
    left_out = (4, 19, 26, 28, ord("!"), 0x1B)
    data = [numbers.randbytes(30) for _ in range(sequences // 10)]
    hammer(
        Place(directory, demo=True),
        [bytes(byte for byte in piece if byte not in left_out) for piece in data], often=1)


def hammer(place, pieces, often):
    """Types all pieces; every now and then the shell must have an empty prompt again."""
    head = place.head()
    shell = None
    for count, keys in enumerate(pieces):
        if shell is None:
            shell = Session(place, EDITOR="true", VISUAL="true")
            shell.prompt()
        try:
            shell.keys(keys)
            shell.drain()
            if count % often == often - 1:
                shell.alive()
        except (Missing, OSError) as fault:
            # By chance the keys can say "exit".
            if shell.ends(0.5) != 0:
                raise Missing(f"sequence {count} {keys!r}: {fault}") from fault
            shell = None
    if shell is not None:
        shell.alive()
        shell.type("rollback")
        shell.keys("\\q" + ENTER)
        assert shell.ends() == 0
    assert place.head() == head, "something was written"
    place.run("ledger", "verify")


ALL = {"random_keys": random_keys, "random_bytes": random_bytes}
