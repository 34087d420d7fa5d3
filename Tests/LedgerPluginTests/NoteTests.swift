// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("Notes of several lines")
struct NoteTests {
  private static let note = "first, \"x\"\nsecond\tline\r\n\nfourth"

  @Test(arguments: Location.Backend.allCases)
  func areKept(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    #expect(ledger.run("ledger", "transfer", "alice", "bob", "1", "--note", Self.note).status == 0)
    #expect(ledger.run("ledger", "credit", "bob", "1", "--reason", Self.note).status == 0)
    #expect(ledger.run("ledger", "revert", "tx-2", "--reason", Self.note).status == 0)
    let text = JSON.string(Self.note).canonicalText
    let posting = #"{"from":"alice","to":"bob","amount":1}"#
    #expect(
      ledger("ledger post --from -", input: #"{"postings":[\#(posting)],"note":\#(text)}"#).status
        == 0)
    let csv = "from,to,amount,note\nalice,bob,1,\"first, \"\"x\"\"\nsecond\tline\r\n\nfourth\"\n"
    #expect(ledger("ledger transfer --from - --input csv", input: csv).status == 0)
    for (id, key) in [(2, "note"), (3, "reason"), (4, "reason"), (5, "note"), (6, "note")] {
      let shown = try ledger("ledger show tx-\(id) -o json").json()
      #expect(shown[key]?.string == Self.note, "tx-\(id)")
    }
    #expect(ledger("ledger verify").status == 0)
  }

  @Test func tablesEscapeThem() throws {
    let ledger = try threePeople()
    ledger.run("ledger", "transfer", "alice", "bob", "1", "--note", Self.note)
    let escaped = #"first, "x"\nsecond\tline\r\n\nfourth"#
    for format in ["table", "wide", "tsv"] {
      let listing = ledger("ledger history -o \(format) --no-header --limit 1").output
      #expect(listing.contains(escaped), "\(format)")
      #expect(listing.split(separator: "\n").count == 1, "\(format)")
    }
    #expect(ledger("ledger show tx-2 -o table").output.contains(escaped))
    #expect(ledger("ledger report statement alice -o tsv").output.contains(escaped))
    let csv = ledger("ledger history -o csv --no-header --limit 1").output
    #expect(csv.contains("\"first, \"\"x\"\"\nsecond\tline\r\n\nfourth\""))
  }

  @Test func othersAreOneLine() throws {
    let ledger = try threePeople()
    let rows = [
      ["transfer", "alice", "bob", "1", "--job-id", "a\nb"],
      ["transfer", "alice", "bob", "1", "--note", "a\rb"],
      ["transfer", "alice", "bob", "1", "--note", "a\r"],
      ["transfer", "alice", "bob", "1", "--note", "a\u{0}b"],
      ["transfer", "alice", "bob", "1", "--note", "a\u{85}b"],
      ["create-account", "x", "--meta", "a=b\nc"], ["transfer", "alice\n", "bob", "1"],
      ["credit", "bob", "1", "--reason", "a\u{1B}[2J\n"],
    ]
    let head = ledger.head
    for row in rows {
      let result = ledger.run(["ledger"] + row + ["-o", "json"], input: "")
      #expect(["bad-text", "bad-name"].contains(result.code), "\(row)")
    }
    #expect(ledger.head == head)
  }
}
