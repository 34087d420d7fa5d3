# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the inputs of the benchmarks to standard output; the same arguments give the same bytes.

generate.py accounts COUNT             lines for `ledger create-account --from`
generate.py transfers COUNT ACCOUNTS   lines for `ledger transfer --from`
generate.py json COUNT ACCOUNTS        the same transfers as one document for json_rewrite.py
generate.py journal COUNT ACCOUNTS     the same transfers as a journal for hledger and ledger
generate.py contracts COUNT            lines for `rent create --from`
generate.py devices COUNT              lines for `device add --from`, a slot each
generate.py bids COUNT FIRST           lines for `rent bid --from`, each a little higher
generate.py rentals COUNT              lines for `rent create --from`, all of one wallet
"""

import json
import random
import sys

OPENING = "1000000SOL"
DATE = "2026-01-01"


def name(index):
    return "alice" if index == 0 else f"wallet-{index}"


def transfers(count, accounts):
    """Yields (from, to, minor units of SOL); the seed is fixed, so every form tells one story."""
    rolls = random.Random(64)
    for _ in range(count):
        source, destination = rolls.sample(range(accounts), 2)
        yield name(source), name(destination), rolls.randrange(1, 2_000_000_000)


def amount(minor):
    return f"{minor // 10**9}.{minor % 10**9:09d}SOL"


def line(members):
    return json.dumps(members, separators=(",", ":")) + "\n"


def write_accounts(out, count):
    for index in range(count):
        out.write(line({"name": name(index), "balance": OPENING}))


def write_transfers(out, count, accounts):
    for number, (source, destination, minor) in enumerate(transfers(count, accounts), 1):
        members = {"from": source, "to": destination, "amount": amount(minor)}
        out.write(line(members | {"idempotency_key": f"bench-{number}"}))


def write_json(out, count, accounts):
    balances = {name(index): 10**15 for index in range(accounts)}
    done = []
    for number, (source, destination, minor) in enumerate(transfers(count, accounts), 1):
        balances[source] -= minor
        balances[destination] += minor
        done.append({"id": number, "time": DATE, "from": source, "to": destination,
                     "amount": str(minor), "asset": "SOL", "key": f"bench-{number}"})
    json.dump({"balances": balances, "transfers": done}, out)


def write_journal(out, count, accounts):
    for index in range(accounts):
        out.write(f"{DATE} opening\n    {name(index)}  1000000 SOL\n    world\n\n")
    for number, (source, destination, minor) in enumerate(transfers(count, accounts), 1):
        text = amount(minor).removesuffix("SOL")
        out.write(f"{DATE} tx-{number}\n    {destination}  {text} SOL\n    {source}\n\n")


def write_contracts(out, count):
    for index in range(count):
        out.write(line({"wallet": name(index % 1000), "tier": "M2", "hours": "1"}))


def write_devices(out, count):
    for index in range(count):
        out.write(line({"name": f"bench-{index}", "tier": "M2"}))


def write_bids(out, count, first):
    for index in range(count):
        rate = amount(500_000 + first + index)
        out.write(line({"wallet": name((first + index) % 1000), "tier": "M2", "hours": "1",
                        "max_rate": rate}))


def write_rentals(out, count):
    for _ in range(count):
        out.write(line({"wallet": name(0), "tier": "M2", "hours": "1"}))


def main(form, *counts):
    forms = {"accounts": write_accounts, "transfers": write_transfers, "json": write_json,
             "journal": write_journal, "contracts": write_contracts,
             "devices": write_devices, "bids": write_bids, "rentals": write_rentals}
    forms[form](sys.stdout, *map(int, counts))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (KeyError, TypeError, ValueError):
        sys.exit(__doc__)
