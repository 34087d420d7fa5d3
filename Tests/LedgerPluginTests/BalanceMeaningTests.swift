// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("What a balance means")
struct BalanceMeaningTests {
  /// alice has 10 of which 4 lie on a hold, and an overdraft of 3.
  private func ledger(_ backend: Location.Backend) throws -> TestLedger {
    let ledger = try TestLedger([LedgerPlugin.self], backend: backend)
    ledger("ledger create-account alice --balance 10 --overdraft 3")
    ledger("ledger create-account bob")
    ledger("ledger hold alice 4 --to bob")
    return ledger
  }

  private func alice(_ items: [JSON]) -> [String?] {
    let found = items.first {
      ($0["account"] ?? $0["id"])?.string == "alice" && $0["asset"]?.string == "TOKEN"
    }
    return ["balance", "held", "available"].map { found?[$0]?.string }
  }

  /// Every place that says what an account has says the same.
  @Test(arguments: Location.Backend.allCases)
  func isTheSameEverywhere(_ backend: Location.Backend) throws {
    let ledger = try ledger(backend)
    let expected = ["6", "4", "9"]
    #expect(alice(try ledger("ledger balance alice -o json").json().array ?? []) == expected)
    #expect(alice([try ledger("ledger balance alice --asset TOKEN -o json").json()]) == expected)
    let past = "ledger balance alice --as-of 2026-01-01T00:00:00Z"
    #expect(alice(try ledger("\(past) -o json").json().array ?? []) == expected)
    #expect(
      alice(try ledger("\(past) --by effective -o json").json().array ?? []) == expected)
    let card = try ledger("ledger show-account alice -o json").json()
    #expect(alice(card["balances"]?.array ?? []) == expected)
    let listed = try ledger("ledger list-accounts -o json").json().array ?? []
    let balances = listed.flatMap { $0["balances"]?.array ?? [] }
    #expect(alice(balances) == expected)
    // Nothing is counted twice: an asset's balances make zero.
    #expect(balances.compactMap { Int($0["balance"]?.string ?? "") }.reduce(0, +) == 0)
    let trial = try ledger("ledger report trial -o json").json().array ?? []
    #expect(alice(trial)[0] == "6")
    #expect(ledger("ledger report statement alice").output.hasSuffix("closing\t\t\t\tTOKEN\t6\t\n"))
    #expect(ledger("ledger list-accounts --prefix alice --columns balance").output == "6 TOKEN\n")
  }

  @Test(arguments: Location.Backend.allCases)
  func availableIsAbsentWithoutAFloorAndNothingWhileFrozen(_ backend: Location.Backend) throws {
    let ledger = try ledger(backend)
    let world = try ledger("ledger balance world --asset TOKEN -o json").json()
    #expect(world["available"] == nil)
    #expect(world["balance"]?.string == "-10")
    #expect(ledger("ledger balance world").output == "TOKEN\t-10\t\t0\n")
    ledger("ledger freeze alice")
    let frozen = try ledger("ledger balance alice --asset TOKEN -o json").json()
    #expect(frozen["available"]?.string == "0")
    #expect(ledger("ledger balance alice --at-least 1").status == 1)
    #expect(ledger("ledger balance bob").output.isEmpty, "it never had anything")
    #expect(ledger("ledger balance bob -o json").output == "[]\n")
  }

  /// Answers what a transfer would: each of these is then tried.
  @Test(
    arguments: [
      ("", 9, nil), ("", 10, "insufficient-funds"), ("ledger freeze alice", 1, "account-frozen"),
      ("ledger limit set alice --per-day 7", 3, nil),
      ("ledger limit set alice --per-day 7", 4, "limit-exceeded"),
      ("ledger limit set alice --per-month 7", 4, "limit-exceeded"),
      ("ledger limit set alice --per-minute 1", 1, "limit-exceeded"),
    ] as [(String, Int, String?)], Location.Backend.allCases)
  func atLeastIsWhatATransferWouldAnswer(
    _ row: (line: String, amount: Int, code: String?), _ backend: Location.Backend
  ) throws {
    let ledger = try ledger(backend)
    if !row.line.isEmpty { #expect(ledger(row.line).status == 0) }
    let answer = ledger("ledger balance alice --at-least \(row.amount) -o json")
    #expect(answer.status == (row.code == nil ? 0 : 1))
    #expect(try answer.json()["kind"]?.string == "balance")
    #expect(ledger("ledger transfer alice bob \(row.amount) -o json").code == row.code)
  }

  @Test func atLeastOfAnotherAsset() throws {
    let ledger = try ledger(.sqlite)
    let wrong = ledger("ledger balance alice --asset SOL --at-least 1TOKEN -o json")
    #expect(wrong.code == "usage")
    #expect(wrong.status == 64)
    ledger("ledger credit alice 2ZAR --reason x")
    // A bare amount is of the asset that was asked for.
    #expect(ledger("ledger balance alice --asset ZAR --at-least 2").status == 0)
    #expect(ledger("ledger balance alice --asset ZAR --at-least 2.01").status == 1)
  }

  @Test(arguments: Location.Backend.allCases)
  func aBalanceBeyond64BitsIsARule(_ backend: Location.Backend) throws {
    let ledger = try ledger(backend)
    let head = ledger.head
    let most = Int64.max
    for line in ["credit alice \(most) --reason x", "create-account c --balance \(most)"] {
      let result = ledger("ledger \(line) -o json")
      #expect(result.code == "overflow", "\(line)")
      #expect(result.status == 5, "\(line)")
    }
    let lines = #"{"name":"alice","amount":"\#(most)","reason":"x"}"#
    #expect(ledger("ledger credit --from -", input: lines).status == 5, "a good value in a file")
    // A value that is bad by itself is one still.
    let typed = ledger("ledger credit alice 9223372036854775808 --reason x -o json")
    #expect(typed.code == "overflow")
    #expect(typed.status == 64)
    #expect(ledger.head == head)
  }
}
