// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("ledger export --format mesh")
struct MeshExportTests {
  private func document(_ ledger: TestLedger) throws -> JSON {
    try ledger("ledger export --format mesh").json()
  }

  private func transfers(_ document: JSON) -> [String] {
    (document["transfers"]?.array ?? []).map { transfer in
      guard case .number(let amount)? = transfer["amount"] else { return "no amount" }
      return
        "\(transfer["from_account"]?.string ?? "") \(transfer["to_account"]?.string ?? "") \(amount)"
    }
  }

  private func balances(_ document: JSON) -> [String: String] {
    (document["accounts"]?.members ?? []).reduce(into: [:]) { balances, account in
      if case .number(let balance)? = account.value["balance"] { balances[account.name] = balance }
    }
  }

  /// Imports what was exported, and exports that.
  private func again(_ ledger: TestLedger, _ backend: Location.Backend) throws -> TestLedger {
    let text = ledger("ledger export --format mesh").output
    let copy = try BusyLedger.empty(backend, clock: "2026-06-01")
    let done = copy("ledger import --format mesh - -o json", input: text)
    #expect(done.status == 0, "\(done.errors) \(text)")
    #expect(copy("ledger verify").status == 0)
    // In the same words, whatever the order of accounts.
    let again = try document(copy).canonicalText
    #expect(try again == JSON(parsing: text).canonicalText)
    return copy
  }

  @Test(arguments: Location.Backend.allCases)
  func capturesAreTransfersOfThePayer(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    for line in [
      "ledger hold alice 10 --to bob", "ledger capture hld-1 4", "ledger capture hld-1 3",
      "ledger release hld-1", "ledger hold alice 20", "ledger transfer alice treasury 2",
      "ledger transfer treasury pool:x 1", "ledger transfer bob world 1",
    ] { #expect(ledger(line).status == 0, "\(line)") }
    let mesh = try document(ledger)
    #expect(
      transfers(mesh) == [
        "alice bob 4", "alice bob 3", "alice treasury 2", "treasury pool:x 1", "bob world 1",
      ])
    #expect(
      balances(mesh) == [
        "alice": "91", "bob": "6", "carol": "0", "treasury": "1", "pool:x": "1", "world": "1",
      ])
    let copy = try again(ledger, backend)
    #expect(try copy.balance("alice") == "91")
    #expect(try copy.balance("world") == "-99")
    // What it counts in is said where something is left out.
    let warned = ledger("ledger export --format mesh").errors
    #expect(warned.contains("1 postings of other assets are left out"), "\(warned)")
    #expect(copy("ledger export --format mesh").errors == "")
  }

  @Test(arguments: Location.Backend.allCases)
  func overdraftsAreReadAgain(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    ledger("ledger create-account dan --overdraft 30")
    ledger("ledger transfer dan bob 25")
    ledger("ledger transfer alice dan 40")
    ledger("ledger transfer dan carol 20")
    let mesh = try document(ledger)
    #expect(balances(mesh)["dan"] == "-5")
    #expect(mesh["accounts"]?["dan"]?["overdraft"] == .number("30"))
    let copy = try again(ledger, backend)
    #expect(try copy.balance("dan") == "-5")
    let shown = try copy("ledger show-account dan -o json").json()
    #expect(shown["overdraft"]?.string == "30")
    #expect(copy("ledger transfer dan bob 26 -o json").code == "insufficient-funds")
  }

  /// Whatever happened: the document agrees with the balances and comes back as it is.
  @Test(arguments: Array(1...12), Location.Backend.allCases)
  func whatItWritesItImports(_ seed: UInt64, _ backend: Location.Backend) throws {
    var random = Seeded(seed)
    let ledger = try BusyLedger.empty(backend)
    let names = ["a", "b", "c", "treasury", "pool:p"]
    for name in names[..<3] {
      let overdraft = Int.random(in: 0...1, using: &random) * 40
      ledger("ledger create-account \(name) --overdraft \(overdraft)")
    }
    for _ in 0..<60 {
      ledger.clock += Int64.random(in: 1...40, using: &random) * 60_000
      let (from, to) = (
        names.randomElement(using: &random) ?? "a", names.randomElement(using: &random) ?? "b"
      )
      let amount = Int.random(in: 1...20, using: &random)
      let hold = "hld-\(Int.random(in: 1...8, using: &random))"
      let line = [
        "ledger transfer \(from) \(to) \(amount)", "ledger credit \(to) \(amount) --reason r",
        "ledger transfer \(from) world \(amount)", "ledger hold \(from) \(amount) --to \(to)",
        "ledger hold \(from) \(amount) --expires-in 30m", "ledger capture \(hold) \(amount)",
        "ledger capture \(hold) \(amount) --to \(to)", "ledger release \(hold)", "ledger sweep",
      ].randomElement(using: &random)
      if let line { ledger(line) }
    }
    ledger("ledger sweep")
    let found = balances(try document(ledger))
    for name in names[..<3] {
      let items = try ledger("ledger show-account \(name) -o json").json()["balances"]?.array
      let held = Int(items?.first?["held"]?.string ?? "0") ?? 0
      let posted = try ledger("ledger report trial -o json").json().array?
        .first { $0["account"]?.string == name }?["balance"]?.string
      #expect(found[name] == String((Int(posted ?? "0") ?? 0) + held), "seed \(seed) \(name)")
    }
    _ = try again(ledger, backend)
  }

  @Test(arguments: Location.Backend.allCases)
  func aGrownDocumentAddsWhatIsNew(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    ledger("ledger transfer alice bob 10")
    let first = ledger("ledger export --format mesh").output
    let copy = try BusyLedger.empty(backend, clock: "2026-06-01")
    let line = "ledger import --format mesh - -o json --skip-existing"
    #expect(copy(line, input: first).status == 0)
    let before = copy.head
    #expect(try copy(line, input: first).json()["skipped"]?.integer == 1)
    #expect(copy.head == before)
    ledger("ledger credit alice 7 --reason more")
    ledger("ledger transfer alice carol 97")
    let grown = ledger("ledger export --format mesh").output
    #expect(copy("ledger import --format mesh - -o json", input: grown).code == "exists")
    let done = copy(line, input: grown)
    #expect(try done.json()["transactions"]?.integer == 2, "\(done.errors)")
    for name in ["alice", "bob", "carol", "world"] {
      #expect(try copy.balance(name) == ledger.balance(name), "\(name)")
    }
    // The same id with another amount is another transfer.
    let other = grown.split(separator: "\n").map { line in
      line.contains("tx-2")
        ? String(line).split(separator: "\"amount\":10,").joined(
          separator: "\"amount\":9,") : String(line)
    }.joined(separator: "\n")
    #expect(copy(line, input: other).status != 0)
    // An account that no document opened must come out as the document has it.
    let own = try threePeople(backend)
    own("ledger credit alice 50 --reason own")
    let head = own.head
    #expect(own(line, input: grown).code == "conflict")
    #expect(own.head == head)
    #expect(copy("ledger verify").status == 0)
  }
}
