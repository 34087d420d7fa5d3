# SPDX-License-Identifier: GPL-3.0-or-later
"""json_rewrite.py FILE FROM TO MINOR: one transfer in a JSON file, the way small scripts do it.

Load everything, change it, dump everything, durably. It is what the JSON backend is measured
against: a file of the same transfers, without a chain, keys or history.
"""

import json
import os
import sys


def main(path, source, destination, minor):
    with open(path, encoding="utf-8") as file:
        ledger = json.load(file)
    amount = int(minor)
    balances = ledger["balances"]
    if balances[source] < amount:
        sys.exit("insufficient funds")
    balances[source] -= amount
    balances[destination] += amount
    number = len(ledger["transfers"]) + 1
    ledger["transfers"].append({"id": number, "time": "2026-01-01", "from": source,
                                "to": destination, "amount": minor, "asset": "SOL"})
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(ledger, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".new", path)


if __name__ == "__main__":
    main(*sys.argv[1:])
