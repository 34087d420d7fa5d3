# SPDX-License-Identifier: GPL-3.0-or-later
"""What all tests at a terminal say and look for."""

import pathlib

from session import Missing

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


def place_has(place, balance):
    return balance in place.run("ledger", "balance", "alice", "-o", "json").stdout
