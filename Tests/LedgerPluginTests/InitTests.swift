// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Signing
import Store
import TestKit
import Testing

@Suite("ledger init, where, info and verify")
struct InitTests {
  private func none() throws -> TestLedger { try TestLedger([LedgerPlugin.self], backend: nil) }

  @Test(arguments: Location.Backend.allCases)
  func whatInitMakes(_ backend: Location.Backend) throws {
    let ledger = try none()
    let made = try ledger("ledger init --backend \(backend.rawValue) -o json").json()
    let name = backend == .json ? "ledger.json" : "ledger.sqlite"
    #expect(made["path"]?.string == ledger.path(".si64/\(name)"))
    #expect(made["keys"]?.string == ledger.path(".si64/keys"))
    #expect(made["backend"]?.string == backend.rawValue)
    #expect(File.permissions(of: ledger.path(".si64/keys"))?.mode == 0o700)
    #expect(File.permissions(of: ledger.path(".si64/keys/treasury.json"))?.mode == 0o600)
    #expect(File.permissions(of: ledger.path(".si64/\(name)"))?.mode == 0o600)
    #expect(ledger("ledger where -q").output == ledger.path(".si64/\(name)") + "\n")
    let info = try ledger("ledger info -o json").json()
    #expect(info["public_key"] == made["public_key"])
    #expect(info["entries"]?.integer == 1)
    #expect(info["accounts"]?.integer == 0)
    #expect(info["transactions"]?.integer == 0)
    #expect(info["created_at"]?.string == "2026-01-01T00:00:00.000Z")
    #expect(info["id"]?.string == info["head"]?.string.map { String($0.prefix(32)) })
    #expect(ledger("ledger verify").status == 0)
    #expect(ledger("ledger init -o json").code == "exists")
    let other = backend == .json ? "sqlite" : "json"
    #expect(ledger("ledger init --backend \(other) -o json").code == "exists", "one ledger a place")
  }

  @Test(arguments: ["book.db", "book.sqlite", "book.json"])
  func aBareFile(_ name: String) throws {
    let ledger = try none()
    let path = ledger.path(name)
    #expect(ledger("ledger init -L \(path)").status == 0)
    #expect(File.exists("\(path).keys/treasury.json"))
    #expect(!File.exists(ledger.path(".si64")))
    #expect(ledger("ledger create-account a --balance 5 -L \(path)").status == 0)
    #expect(ledger("ledger balance a", input: "").status == 66, "it is not found by itself")
    ledger.environment["SI64_LEDGER"] = path
    #expect(ledger("ledger balance a").output == "TOKEN\t5\t5\t0\n")
    #expect(ledger("ledger init -o json").code == "exists")
  }

  @Test(arguments: [
    ("ledger init --backend oracle", "bad-value", 64),
    ("ledger init --key-file missing.json", "not-found", 3),
    ("ledger init --key-file words.txt", "bad-file", 65), ("ledger where", "no-ledger", 66),
    ("ledger info", "no-ledger", 66), ("ledger verify", "no-ledger", 66),
    ("ledger balance alice", "no-ledger", 66), ("ledger transfer a b 1", "no-ledger", 66),
    ("ledger info -L nothing.json", "no-ledger", 66), ("ledger sweep", "no-ledger", 66),
    ("ledger export --format json", "no-ledger", 66), ("ledger backup x.json", "no-ledger", 66),
  ])
  func withoutALedger(_ line: String, _ code: String, _ status: Int32) throws {
    let ledger = try none()
    try ledger.write("words", to: "words.txt")
    let result = ledger("\(line) -o json")
    #expect(result.code == code)
    #expect(result.status == status)
    #expect(!File.exists(ledger.path(".si64/ledger.sqlite")), "nothing is created implicitly")
    #expect(!File.exists(ledger.path("x.json")))
  }

  @Test func aKeyOfOnesOwn() throws {
    let ledger = try none()
    let keys = try KeyPair(seed: [UInt8](repeating: 9, count: 32))
    try File.replace(ledger.path("mine.json"), with: keys.solanaJSON())
    let made = try ledger("ledger init --key-file mine.json -o json").json()
    #expect(made["public_key"]?.string == keys.publicKey.base58)
    let text = try ledger.read(".si64/ledger.sqlite")
    let secret = keys.solanaJSON()
    #expect(text.firstRange(of: secret) == nil, "no private key is in the journal")
  }

  @Test func aDryRunMakesNothing() throws {
    let ledger = try none()
    #expect(ledger("ledger init -n").status == 0)
    #expect(!File.exists(ledger.path(".si64")))
  }

  /// Same commands, same clock, same key: the same hashes, whatever keeps them.
  @Test func theSameDayTwiceIsTheSameLedger() throws {
    let heads = try [Location.Backend.sqlite, .json, .json].map { backend in
      let ledger = try threePeople(backend)
      ledger("ledger transfer alice bob 5 --at 2026-01-02 --actor x")
      ledger("ledger hold alice 5 --expires-in 1h --at 2026-01-03")
      ledger("ledger sweep --at 2026-01-04")
      ledger("ledger freeze carol --at 2026-01-05")
      return ledger.head
    }
    #expect(heads[0] == heads[1])
    #expect(heads[1] == heads[2])
  }

  // MARK: Verify

  private func tampered(_ sql: String) throws -> TestLedger.Result {
    let ledger = try threePeople()
    ledger("ledger transfer alice bob 5 --job-id j")
    do {
      let database = try Database(
        path: ledger.path(".si64/ledger.sqlite"), mode: .readWrite, busyTimeout: 1000)
      try database.execute(sql)
    }
    return ledger("ledger verify -o json")
  }

  @Test(arguments: [
    ("UPDATE balance SET amount = amount + 1 WHERE amount > 0", "tables"),
    ("UPDATE posting SET amount = 6 WHERE amount = 5", "tables"),
    ("UPDATE account SET frozen = 1", "tables"), ("DELETE FROM reference", "tables"),
    ("UPDATE journal SET entry = replace(entry, 'tester', 'nobody')", "chain"),
    ("DELETE FROM journal WHERE sequence = 2", "chain"),
  ])
  func tamperedRowsAreFound(_ sql: String, _ audit: String) throws {
    let result = try tampered(sql)
    #expect(result.status == 1)
    let report = try result.json()
    #expect(report["ok"] == .bool(false))
    #expect(report["id"]?.string == "failed")
    let findings = report["findings"]?.array ?? []
    #expect(findings.first?["audit"]?.string == audit)
    #expect(result.errors.contains("\(audit): "))
  }

  @Test func anEditedLineIsFoundAndNothingIsWritten() throws {
    let ledger = try threePeople(.json)
    ledger("ledger transfer alice bob 5")
    let text = String(decoding: try ledger.read(".si64/ledger.json"), as: UTF8.self)
    let parts = text.split(separator: "\"amount\":\"5\"", omittingEmptySubsequences: false)
    #expect(parts.count == 2)
    try ledger.write(parts.joined(separator: "\"amount\":\"6\""), to: ".si64/ledger.json")
    let result = ledger("ledger verify -o json")
    #expect(result.status == 1)
    let finding = try result.json()["findings"]?.array?.first
    #expect(finding?["audit"]?.string == "chain")
    #expect(finding?["message"]?.string?.hasPrefix("line 6:") == true)
    let refused = ledger("ledger transfer alice bob 1 -o json")
    #expect(refused.code == "damaged")
    #expect(refused.status == 65)
    // What stands before the break can still be read.
    #expect(ledger("ledger balance alice --asset TOKEN -o json").status == 0)
  }

  @Test func aNewerLedgerIsLeftAlone() throws {
    let ledger = try threePeople()
    do {
      let database = try Database(
        path: ledger.path(".si64/ledger.sqlite"), mode: .readWrite, busyTimeout: 1000)
      try database.execute("PRAGMA user_version = 99")
    }
    for line in ["ledger balance alice", "ledger transfer alice bob 1", "ledger verify"] {
      let result = ledger("\(line) -o json")
      #expect(result.code == "newer-version", "\(line)")
      #expect(result.status == 65, "\(line)")
    }
  }
}
