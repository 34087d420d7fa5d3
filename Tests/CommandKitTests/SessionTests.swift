// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("What every command has")
struct SessionTests {
  @Test(arguments: Location.Backend.allCases)
  func dryRunsWriteNothing(_ backend: Location.Backend) throws {
    let place = try TestLedger([LedgerPlugin.self], backend: backend)
    place("ledger create-account a --balance 100")
    place("ledger create-account b")
    let file = backend == .json ? ".si64/ledger.json" : ".si64/ledger.sqlite"
    let before = try place.read(file)
    let head = place("ledger info -o json").output
    for line in [
      "ledger transfer a b 1", "ledger create-account c", "ledger hold a 5",
      "ledger transfer a b 1 --idempotency-key K", "ledger freeze a",
    ] {
      let dry = place("\(line) -n -o json")
      #expect(dry.status == 0)
      #expect(dry.errors == "dry run: nothing written\n")
      #expect(try !dry.output.isEmpty && dry.json()["kind"] != nil)
    }
    let batch = place(
      "ledger transfer --from - --commit-every 1 -n -o id",
      input: String(repeating: "{\"from\":\"a\",\"to\":\"b\",\"amount\":60}\n", count: 2))
    #expect(batch.status == 5, "the second line sees the first")
    #expect(place("ledger info -o json").output == head)
    if backend == .json { #expect(try place.read(file) == before) }
    #expect(place("ledger transfer a b 1 -o id").output == "tx-2\n")
  }

  @Test func aDryInitMakesNoFile() throws {
    let place = try TestLedger([LedgerPlugin.self], backend: nil)
    #expect(place("ledger init -n").status == 0)
    #expect(place("-L x.json ledger init -n").status == 0)
    #expect(!place.hasFile(containing: "si64") && !place.hasFile(containing: "x.json"))
  }

  @Test(arguments: Location.Backend.allCases)
  func aRepeatedKeyGivesTheFirstResult(_ backend: Location.Backend) throws {
    let place = try TestLedger([LedgerPlugin.self], backend: backend)
    place("ledger create-account a --balance 100")
    place("ledger create-account b")
    let lines = [
      "ledger transfer a b 5 --note x --idempotency-key t",
      "ledger hold a 10 --to b --idempotency-key h",
      "ledger capture hld-1 4 --idempotency-key c",
      "ledger create-account z --meta k=v --idempotency-key a",
      "ledger freeze z --idempotency-key f", "ledger credit b 7 --reason r --idempotency-key r",
    ]
    let first = lines.map { place("\($0) -o json") }
    #expect(first.allSatisfy { $0.status == 0 }, "\(first.map(\.errors))")
    place("ledger release hld-1")
    place("ledger thaw z")
    place.clock += 3_600_000
    let head = place("ledger info -o json").output
    for (line, result) in zip(lines, first) {
      let again = place("\(line) -o json")
      #expect(again.output == result.output, "\(line)")
      #expect(again.status == 0)
    }
    for line in ["ledger transfer a b 6 --note x", "ledger transfer b a 5", "ledger freeze a"] {
      let other = place("\(line) --idempotency-key t -o json")
      #expect(other.code == "idempotency-mismatch")
      #expect(other.status == 4)
    }
    #expect(place("ledger info -o json").output == head)
    // What failed bound nothing.
    #expect(place("ledger transfer a b 10000 --idempotency-key n").status == 5)
    #expect(place("ledger transfer a b 1 --idempotency-key n").status == 0)
  }

  @Test func bothBackendsSayTheSame() throws {
    let outputs = try Location.Backend.allCases.map { backend -> [String] in
      let place = try TestLedger([LedgerPlugin.self], backend: backend)
      return Self.script.map { line in
        place.clock += 1000
        let result = place("\(line) -o json")
        return "\(line)\n\(result.status)\n\(result.output)\(result.errors)"
      }
    }
    for (one, other) in zip(outputs[0], outputs[1]) { #expect(one == other) }
  }

  @Test func sameCommandsSameFile() throws {
    let files = try (0..<2).map { _ -> [UInt8] in
      let place = try TestLedger([LedgerPlugin.self], backend: .json)
      for (index, line) in Self.script.enumerated() {
        place("\(line) --at \(1_767_225_600 + index * 10)")
      }
      return try place.read(".si64/ledger.json")
    }
    #expect(files[0] == files[1])
    _ = try JSON(parsing: files[0])
  }

  static let script = [
    "ledger create-account a --balance 100 --balance 5SOL",
    "ledger create-account b --overdraft 20",
    "ledger create-account c --max-balance 30 --meta k=v",
    "ledger transfer a b 10 --job-id j1 --note n",
    "ledger transfer b c 40", "ledger transfer b c 25", "ledger transfer a c 6",
    "ledger hold a 20 --to b --expires-in 5s", "ledger hold a 10", "ledger capture hld-2 4 --to b",
    "ledger balance a", "ledger transfer a d 1 --create", "ledger transfer a b 66",
    "ledger history", "ledger list-accounts", "ledger show-account c", "ledger freeze c",
    "ledger transfer c a 1", "ledger credit a 3 --reason gift", "ledger sweep",
    "ledger release hld-2",
    "ledger show tx-1", "ledger balance b --as-of 2026-01-01T00:00:05Z", "ledger verify",
    "ledger transfer a b 1SOL --idempotency-key k", "ledger transfer a b 1SOL --idempotency-key k",
    "ledger history --account b",
  ]

  @Test func idsFromStandardInput() throws {
    let place = try TestLedger([LedgerPlugin.self])
    for name in ["a", "b", "c"] { place("ledger create-account \(name)") }
    let frozen = place("ledger freeze - -o json", input: "a\nb\n\nc\n")
    #expect(try frozen.json().array?.compactMap { $0["id"]?.string } == ["a", "b", "c"])
    let shown = place("ledger show-account - -o id", input: "c\na\n")
    #expect(shown.output == "c\na\n")
    let bad = place("ledger thaw - -o json", input: "a\nnobody\n")
    #expect(bad.status == 3)
    #expect(try JSON(parsing: bad.errors)["error"]?["line"]?.integer == 2)
    #expect(try place("ledger show-account a -o json").json()["frozen"] == .bool(true))
  }
}
