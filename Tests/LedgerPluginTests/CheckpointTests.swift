// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Signing
import Store
import TestKit
import Testing

@Suite("ledger checkpoint")
struct CheckpointTests {
  /// The same beginning everywhere: the treasury key and the clock of tests are fixed.
  private func ledger(_ backend: Location.Backend, _ lines: String...) throws -> TestLedger {
    let ledger = try threePeople(backend)
    for line in lines { #expect(ledger(line).status == 0) }
    return ledger
  }

  @Test(arguments: Location.Backend.allCases)
  func theHeadBeforeItsOwnEntryIsSigned(_ backend: Location.Backend) throws {
    let ledger = try ledger(backend, "ledger transfer alice bob 10")
    let head = try ledger("ledger info -o json").json()
    let printed = try ledger("ledger checkpoint --out cp.json -o json").json()
    let file = try JSON(parsing: String(decoding: ledger.read("cp.json"), as: UTF8.self))
    #expect(file["sequence"] == head["entries"])
    #expect(file["hash"] == head["head"])
    #expect(file["ledger"] == head["id"])
    #expect(file["public_key"] == head["public_key"])
    #expect(file["time"]?.string == "2026-01-01T00:00:00.000Z")
    #expect(file["signature"] == printed["signature"])
    #expect(printed["id"]?.string == "chk-1")
    #expect(try ledger.read("cp.json") == file.canonical + [0x0A])
    #expect(ledger("ledger verify --checkpoint cp.json").status == 0)
    ledger("ledger transfer alice bob 10")
    #expect(ledger("ledger verify --checkpoint cp.json").status == 0)
    #expect(ledger("ledger checkpoint").output == "chk-2\n")
  }

  @Test func theSignedBytesAreAsDocumented() throws {
    let ledger = try ledger(.json)
    let printed = try ledger("ledger checkpoint -o json").json()
    func text(_ name: String) -> String { printed[name]?.string ?? "" }
    let sequence = printed["sequence"]?.integer ?? 0
    let bytes = """
      si64-checkpoint-v1
      {"hash":"\(text("hash"))","ledger":"\(text("ledger"))","public_key":"\(text("public_key"))",\
      "sequence":\(sequence),"time":"2026-01-01T00:00:00.000Z"}
      """
    let key = try PublicKey(base58: text("public_key"))
    #expect(key.verify(try Base58.decode(text("signature")), of: Array(bytes.utf8)))
  }

  @Test(arguments: Location.Backend.allCases)
  func rewrittenOrCutOffHistoryIsFound(_ backend: Location.Backend) throws {
    let honest = try ledger(
      backend, "ledger transfer alice bob 10", "ledger checkpoint --out cp.json")
    let file = honest.path("cp.json")
    let rewritten = try ledger(
      backend, "ledger transfer alice bob 11", "ledger transfer alice bob 11")
    let cut = try ledger(backend)
    for (other, word) in [(rewritten, "rewritten"), (cut, "cut off")] {
      let result = other("ledger verify --checkpoint \(file) -o json")
      #expect(result.status == 1)
      let findings = try result.json()["findings"]?.array ?? []
      #expect(findings.count == 1)
      #expect(findings.first?["audit"]?.string == "checkpoint")
      #expect(findings.first?["message"]?.string?.contains(word) == true)
      #expect(other("ledger verify").status == 0)
    }
  }

  @Test(arguments: ["hash", "ledger", "public_key", "sequence", "time", "signature"])
  func everyFieldIsSigned(_ field: String) throws {
    let ledger = try ledger(.sqlite, "ledger transfer alice bob 1")
    ledger("ledger checkpoint --out cp.json")
    let other = [
      "hash": JSON.string(String(repeating: "0", count: 64)), "ledger": .string("other"),
      "public_key": .string("11111111111111111111111111111111"), "sequence": .integer(1),
      "time": .string("2026-01-01T00:00:00.001Z"), "signature": .string("1"),
    ]
    let file = try JSON(parsing: String(decoding: ledger.read("cp.json"), as: UTF8.self))
    let changed = (file.members ?? []).map {
      JSON.Member($0.name, $0.name == field ? other[field] ?? .null : $0.value)
    }
    try ledger.write(JSON.object(changed).canonicalText, to: "cp.json")
    let result = ledger("ledger verify --checkpoint cp.json")
    #expect(result.status == 1)
    #expect(result.errors.contains("the signature is not one of"))
  }

  @Test func anotherKeyIsNotOurs() throws {
    let ledger = try ledger(.sqlite, "ledger checkpoint --out cp.json")
    let own = try ledger("ledger info -o json").json()["public_key"]?.string ?? ""
    #expect(ledger("ledger verify --checkpoint cp.json --public-key \(own)").status == 0)
    let other = try KeyPair(seed: [UInt8](repeating: 9, count: 32)).publicKey.base58
    #expect(ledger("ledger verify --checkpoint cp.json --public-key \(other)").status == 1)
  }

  @Test func aKeyMakesItHappenOnce() throws {
    let ledger = try ledger(.json)
    let first = ledger("ledger checkpoint --idempotency-key k -o json")
    ledger("ledger transfer alice bob 1")
    #expect(ledger("ledger checkpoint --idempotency-key k -o json").output == first.output)
  }

  @Test func aDryRunWritesNoFile() throws {
    let ledger = try ledger(.sqlite)
    let before = ledger.head
    #expect(ledger("ledger checkpoint --out cp.json -n").status == 0)
    #expect(!File.exists(ledger.path("cp.json")))
    #expect(ledger.head == before)
  }

  @Test(arguments: [
    ("ledger checkpoint --out taken", "prompt-needed", 6),
    ("ledger verify --checkpoint missing", "not-found", 3),
    ("ledger verify --checkpoint taken", "bad-file", 65),
    ("ledger verify --public-key 11111111111111111111111111111111", "usage", 64),
    ("ledger verify --checkpoint taken --public-key 0", "bad-value", 64),
  ])
  func refusals(_ line: String, _ code: String, _ status: Int32) throws {
    let ledger = try ledger(.sqlite)
    try ledger.write("{}", to: "taken")
    let before = ledger.head
    let result = ledger(line + " -o json")
    #expect(result.code == code)
    #expect(result.status == status)
    #expect(ledger.head == before)
    #expect(ledger("ledger checkpoint --out taken -y").status == 0)
  }

  @Test func anotherTreasuryKeyDoesNotSign() throws {
    let ledger = try ledger(.sqlite)
    let other = try KeyPair(seed: [UInt8](repeating: 9, count: 32))
    try File.replace(ledger.path(".si64/keys/treasury.json"), with: other.solanaJSON())
    let before = ledger.head
    let result = ledger("ledger checkpoint -o json")
    #expect(result.code == "bad-signature")
    #expect(result.status == 5)
    #expect(ledger.head == before)
  }
}
