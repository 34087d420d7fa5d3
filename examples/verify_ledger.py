#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check a si64 ledger without si64.

usage: verify_ledger.py [--balances] [--head HASH] LEDGER

LEDGER is a ledger's file (ledger.json, ledger.sqlite) or a directory that holds .si64/.

This program was written from the manual page si64-ledger(5) alone. It shares no code with si64 and
needs nothing but Python 3.9 and its standard library. From the entries of the journal it

  * recomputes the chain of hashes, and checks that every entry is canonical JSON;
  * rebuilds accounts, balances, postings, references, idempotency keys and all records, and
    compares them with the tables of an SQLite ledger, row by row, in both directions;
  * checks that sequence and transaction numbers have no gaps, that postings name accounts and
    assets that exist, that no balance was taken below its floor, that the balances of every asset
    add up to zero, and that each hold's account has what the hold says is left.

Entries are read one at a time: memory grows with the number of accounts, not with the journal.
An unfinished tail of a JSON ledger is ignored, and said so on standard error.

--head HASH also checks that the journal has the entry with this hash: a chain alone cannot show
that whole commits were cut off its end, a head that was noted elsewhere can.

--balances prints one line NAME ASSET MINOR-UNITS for each balance, sorted, instead of a summary.

Findings go to standard error, one a line. Exit status: 0 nothing found, 1 something found,
2 the ledger could not be read.
"""
import argparse
import hashlib
import itertools
import json
import os
import re
import sqlite3
import sys

HEADER = b'{"format":"si64-ledger","version":1,"entries":[\n'
LINE = re.compile(rb'\{"entry":([^\0]*),"hash":"([0-9a-f]{64})"(,"more":true)?\}(,?)\n?', re.DOTALL)
APPLICATION_ID = 1936274996
ASSETS = "SOL GRID GRX AZR BTC ETH USDC ZAR USD EUR GBP KES NGN GHS THB JPY TOKEN".split()
SCRATCH = {"heartbeat", "usage_sample", "usage_minute"}
DERIVED = {"journal", "posting", "balance", "reference", "idempotency"}
TEXTS = "actor arguments command external_id job_id key note reason".split()
NUMBERS = "effective part_of reverts sequence time tx".split()
LISTS = ["postings", "rows"]


class Fault(Exception):
    """Why reading cannot go on."""


class Findings:
    """Prints what is wrong, up to a number that a person would read."""

    def __init__(self):
        self.count = 0

    def add(self, text):
        self.count += 1
        if self.count <= 20:
            print(text, file=sys.stderr)


def canonical(value):
    """The one way to write a value; Python orders strings by code point, which is UTF-8's order."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def refuse(text):
    raise ValueError(f"{text} is no integer")


def parse(data):
    """An entry from its bytes, which must be canonical."""
    try:
        entry = json.loads(data.decode(), parse_float=refuse, parse_constant=refuse)
        again = canonical(entry)
    except (ValueError, RecursionError) as error:
        raise Fault(f"is not JSON: {error}") from None
    if again != data:
        raise Fault("is not in canonical form")
    if not isinstance(entry, dict):
        raise Fault("is not an object")
    for name, value in entry.items():
        kind = str if name in TEXTS else list if name in LISTS else int
        if name not in TEXTS + NUMBERS + LISTS or type(value) is not kind or value == []:
            raise Fault(f"has a bad {name!r}")
        if kind is int and abs(value) >= 1 << 53:
            raise Fault(f"has a {name!r} too large for a JSON number")
    missing = {"actor", "command", "sequence", "time"} - entry.keys()
    if missing:
        raise Fault(f"lacks {min(missing)!r}")
    if ("tx" in entry) != ("postings" in entry) or not ("tx" in entry or "rows" in entry):
        raise Fault("has neither a transaction nor rows, or half a transaction")
    if ("key" in entry) != ("arguments" in entry):
        raise Fault("has a key without arguments, or arguments without a key")
    return entry


def money(text, least):
    """Minor units from their canonical text."""
    if not isinstance(text, str) or not re.fullmatch(r"0|-?[1-9][0-9]{0,18}", text):
        raise Fault(f"has the bad amount {text!r}")
    if not max(least, -(1 << 63)) <= int(text) < 1 << 63:
        raise Fault(f"has the amount {text} out of range")
    return int(text)


class JSONJournal:
    """Entries of a JSON ledger."""

    def __init__(self, path):
        self.file = open(path, "rb")
        if self.file.read(len(HEADER)) != HEADER:
            self.file.seek(0)
            if self.file.read(len(HEADER) + 1) == HEADER.replace(b"\n", b"\r\n"):
                raise Fault(f"{path} was converted: its lines end in CRLF now")
            raise Fault(f"{path} is not a si64 ledger of version 1")

    def entries(self):
        """Yields the bytes and hash of each entry of each whole commit."""
        closed = self.is_closed()
        end = os.fstat(self.file.fileno()).st_size
        end = end - len(b"]}") if closed else self.last_whole_commit()
        self.file.seek(len(HEADER))
        position, comma = len(HEADER), b","
        for line in self.file:
            if position >= end:
                break
            match = LINE.fullmatch(line if closed else line.rstrip(b"\n\0"))
            if not match or not comma:
                raise Fault("is followed by a line that is not an entry")
            comma = match[4]
            position += len(line)
            yield match[1], match[2].decode()
        if not closed:
            size = os.fstat(self.file.fileno()).st_size
            print(f"note: ignored an unfinished tail of {size - end} bytes", file=sys.stderr)
        elif comma:
            raise Fault("is not followed by the end of the document")

    def is_closed(self):
        ending, more = b"\n]}", b',"more":true}\n]}'
        self.file.seek(0, os.SEEK_END)
        self.file.seek(max(0, self.file.tell() - len(more)))
        tail = self.file.read()
        return tail.endswith(ending) and tail != more

    def last_whole_commit(self):
        """The offset behind the last line that closes a commit."""
        self.file.seek(len(HEADER))
        position = end = len(HEADER)
        for line in self.file:
            # A power cut can leave NULs behind a line.
            match = LINE.fullmatch(line.rstrip(b"\n\0"))
            if match and not match[3]:
                end = position + match.end() - len(match[4])
            position += len(line)
        return end


class SQLiteJournal:
    """Entries of an SQLite ledger, and its tables."""

    def __init__(self, path):
        uri = "file:" + path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
        self.db = sqlite3.connect(uri + "?mode=ro", uri=True, isolation_level=None)
        self.db.execute("BEGIN")
        if self.db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise Fault(f"{path} is not a si64 ledger")

    def entries(self):
        """Yields the bytes and hash of each entry."""
        journal = self.db.execute(
            "SELECT sequence, CAST(entry AS BLOB), hash FROM journal ORDER BY sequence")
        for number, (sequence, data, digest) in enumerate(journal, 1):
            yield data, digest
            # The row's own number; that in the entry is compared with the rest of it.
            if sequence != number:
                raise Fault(f"is in a row of number {sequence}")

    def tables(self):
        sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        return [name for (name,) in self.db.execute(sql)]


class Books:
    """Everything that follows from the entries."""

    def __init__(self):
        self.sequence = self.transactions = 0
        self.accounts = {}  # name: (id, overdraft asset, overdraft)
        self.outside = set()  # what the program opened for somebody outside: no floor
        self.balances = {}  # (name, asset): minor units
        self.assets = set(ASSETS)
        # A temporary database, which moves to disk by itself when it grows.
        self.db = sqlite3.connect("", isolation_level=None)
        self.db.executescript("""
            BEGIN;
            CREATE TABLE record (name, key, image, PRIMARY KEY (name, key)) WITHOUT ROWID;
            CREATE TABLE posting (tx, leg, sequence, source, destination, asset, amount, time,
              effective, PRIMARY KEY (tx, leg)) WITHOUT ROWID;
            CREATE TABLE reference (kind, value, tx, PRIMARY KEY (kind, value, tx)) WITHOUT ROWID;
            CREATE TABLE idempotency (key PRIMARY KEY, arguments, sequence) WITHOUT ROWID;
            CREATE TABLE balance (account, asset, amount, PRIMARY KEY (account, asset))
              WITHOUT ROWID;""")

    def apply(self, entry):
        self.sequence += 1
        if entry["sequence"] != self.sequence:
            raise Fault(f"says it is number {entry['sequence']}")
        seen = set()
        for row in entry.get("rows", []):
            self.apply_row(row, seen)
        if "tx" in entry:
            self.transactions += 1
            if entry["tx"] != self.transactions:
                raise Fault(f"has tx {entry['tx']} where {self.transactions} was next")
            for leg, posting in enumerate(entry["postings"]):
                self.apply_posting(entry, leg, posting)
            for posting in entry["postings"]:
                self.check_floor(posting["source"], posting["asset"])
        self.index(entry)

    def apply_row(self, row, seen):
        if not isinstance(row, list) or len(row) != 3 or not isinstance(row[0], str):
            raise Fault("has a row that is not [table, key, record]")
        name, key, image = row
        if type(key) not in (int, str) or not isinstance(image, (dict, type(None))):
            raise Fault(f"has a bad row of {name}")
        if (name, key) in seen:
            raise Fault(f"names {name} {key} twice")
        if name in DERIVED or name in SCRATCH:
            raise Fault(f"has a row of {name}, which is not a table of records")
        seen.add((name, key))
        if image is None:
            self.db.execute("DELETE FROM record WHERE name = ? AND key = ?", (name, key))
            return
        if any(type(value) not in (int, str) for value in image.values()):
            raise Fault(f"has a value in {name} {key} that is neither integer nor text")
        image_text = canonical(image).decode()
        self.db.execute("INSERT OR REPLACE INTO record VALUES (?, ?, ?)", (name, key, image_text))
        if name == "asset":
            self.assets.add(key)
        elif name == "account":
            if self.accounts.get(image["name"], (key,))[0] != key:
                raise Fault(f"opens a second account {image['name']}")
            overdraft = money(image.get("overdraft", "0"), 0)
            self.accounts[image["name"]] = (key, image.get("overdraft_asset"), overdraft)
            if image.get("system") == 1 and image["name"].startswith(("provider:", "chain:")):
                self.outside.add(image["name"])

    def apply_posting(self, entry, leg, posting):
        required = {"amount", "asset", "destination", "source"}
        if not isinstance(posting, dict) or posting.keys() - {"effective"} != required:
            raise Fault("has a posting with missing or unknown keys")
        amount = money(posting["amount"], 1)
        source, destination, asset = posting["source"], posting["destination"], posting["asset"]
        for account in (source, destination):
            if account not in self.accounts:
                raise Fault(f"posts to {account!r}, which does not exist")
        if source == destination or asset not in self.assets:
            raise Fault(f"posts {asset!r} from {source} to {destination}")
        for account, change in ((source, -amount), (destination, amount)):
            balance = self.balances.get((account, asset), 0) + change
            if not -(1 << 63) <= balance < 1 << 63:
                raise Fault(f"moves {account} out of 64 bits")
            self.balances[account, asset] = balance
        effective = posting.get("effective", entry.get("effective", entry["time"]))
        self.db.execute(
            "INSERT INTO posting VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (entry["tx"], leg, entry["sequence"], self.accounts[source][0],
             self.accounts[destination][0], asset, amount, entry["time"], effective))

    def check_floor(self, account, asset):
        if account in ("world", "fx:clearing") or account.startswith(("issuer:", "card:")):
            return
        if account in self.outside:
            return
        _, overdraft_asset, overdraft = self.accounts[account]
        floor = -overdraft if asset == overdraft_asset else 0
        if self.balances[account, asset] < floor:
            raise Fault(f"takes {account} to {self.balances[account, asset]} {asset}")

    def index(self, entry):
        if "key" in entry and "part_of" not in entry:
            values = (entry["key"], entry["arguments"], entry["sequence"])
            try:
                self.db.execute("INSERT INTO idempotency VALUES (?, ?, ?)", values)
            except sqlite3.IntegrityError:
                raise Fault(f"uses the key {entry['key']!r} again") from None
        for kind, name in (("job", "job_id"), ("external", "external_id"), ("reverts", "reverts")):
            if name in entry and "tx" in entry:
                values = (kind, str(entry[name]), entry["tx"])
                self.db.execute("INSERT INTO reference VALUES (?, ?, ?)", values)

    def finish(self, findings):
        """Writes balances out and checks what must hold in the end."""
        sums = {}
        for (account, asset), amount in self.balances.items():
            sums[asset] = sums.get(asset, 0) + amount
            row = (self.accounts[account][0], asset, amount)
            self.db.execute("INSERT INTO balance VALUES (?, ?, ?)", row)
        for asset, total in sums.items():
            if total:
                findings.add(f"the balances of {asset} add up to {total}")
        for key, text in self.db.execute("SELECT key, image FROM record WHERE name = 'hold'"):
            hold = json.loads(text)
            balance = self.balances.get((f"hold:hld-{key}", hold["asset"]), 0)
            if str(balance) != hold["remaining"] or balance and hold["state"] != "open":
                findings.add(f"hld-{key} is {hold['state']} with {hold['remaining']}, "
                             f"its account has {balance}")


def compare(journal, books, findings):
    """Compares the tables of an SQLite ledger with what follows from its entries."""
    for problem, in journal.db.execute("PRAGMA integrity_check"):
        if problem != "ok":
            findings.add(f"SQLite: {problem}")
    for table in ("posting", "balance", "reference", "idempotency"):
        columns = [row[1] for row in books.db.execute(f"PRAGMA table_info({table})")]
        wanted = f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1, 2, 3"
        pairwise(table, journal.db.execute(wanted), books.db.execute(wanted), findings)
    tables = journal.tables()
    for table in tables:
        if table in DERIVED or table in SCRATCH:
            continue
        columns = journal.db.execute(f'PRAGMA table_info("{table}")').fetchall()
        key = columns[0][1]
        found = journal.db.execute(f'SELECT * FROM "{table}" ORDER BY "{key}"')
        wanted = books.db.execute(
            "SELECT key, image FROM record WHERE name = ? ORDER BY key", (table,))
        try:
            pairwise(table, found, (record(columns, *row) for row in wanted), findings)
        except Fault as error:
            findings.add(f"the journal's {table} {error}")
    for table, in books.db.execute("SELECT DISTINCT name FROM record"):
        if table not in tables:
            findings.add(f"there is no table {table}, though the journal has records of it")


def record(columns, key, text):
    """The row of a table that a record in the journal stands for."""
    image = json.loads(text)
    row = [key]
    for _, name, kind, _, default, _ in columns[1:]:
        value = image.pop(name, None)
        if value is None and default is not None:
            value = default.strip("'")
        row.append(money(value, -(1 << 63)) if kind == "INTEGER" and type(value) is str else value)
    if image:
        row.append(image)
    return tuple(row)


def pairwise(table, found, wanted, findings):
    """Compares two ordered series of rows."""
    differences = 0
    for have, want in itertools.zip_longest(found, wanted):
        if have != want:
            findings.add(f"{table} has {have}, the journal says {want}")
            differences += 1
            # After a missing row all others seem to differ, too.
            if differences == 3:
                break


def locate(path):
    if os.path.isdir(path):
        home = os.path.join(path, ".si64")
        home = home if os.path.isdir(home) else path
        for name in ("ledger.sqlite", "ledger.json"):
            if os.path.exists(os.path.join(home, name)):
                return os.path.join(home, name)
    return path


def verify(path, known, findings):
    """Checks everything; returns the books and the last hash.

    known is the hash of an entry that must be there, or None.
    """
    journal = (JSONJournal if path.endswith(".json") else SQLiteJournal)(path)
    books = Books()
    head, number = "0" * 64, 0
    try:
        for number, (data, digest) in enumerate(journal.entries(), 1):
            if hashlib.sha256(head.encode() + data).hexdigest() != digest:
                raise Fault("has a hash that does not follow")
            books.apply(parse(data))
            head = digest
            known = None if digest == known else known
        if number == 0 or known:
            raise Fault(f"is the last; {known or 'the first entry'} is missing")
    except (Fault, KeyError, TypeError, sqlite3.Error) as error:
        findings.add(f"entry {number} {error}")
        return books, head
    books.finish(findings)
    if isinstance(journal, SQLiteJournal):
        compare(journal, books, findings)
    return books, head


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--balances", action="store_true")
    parser.add_argument("--head", metavar="HASH")
    parser.add_argument("ledger", metavar="LEDGER")
    arguments = parser.parse_args()
    findings = Findings()
    try:
        books, head = verify(locate(arguments.ledger), arguments.head, findings)
    except (Fault, OSError, sqlite3.Error) as error:
        print(f"{arguments.ledger}: {error}", file=sys.stderr)
        return 2
    if arguments.balances:
        for (account, asset), amount in sorted(books.balances.items()):
            print(account, asset, amount)
    elif findings.count == 0:
        print(f"ok: {books.sequence} entries, {books.transactions} transactions, head {head}")
    if findings.count > 20:
        print(f"… and {findings.count - 20} more", file=sys.stderr)
    return 1 if findings.count else 0


if __name__ == "__main__":
    sys.exit(main())
