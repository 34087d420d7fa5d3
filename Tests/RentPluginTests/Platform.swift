// SPDX-License-Identifier: GPL-3.0-or-later
import ContractPlugin
import DevicePlugin
import LedgerPlugin
import RentPlugin
import Store
import TestKit
import Testing

/// A ledger with the twelve devices and the wallet `ada`, who has 100 SOL; its clock stands still.
func platform(_ backend: Location.Backend = .sqlite) throws -> TestLedger {
  let ledger = try TestLedger(
    [LedgerPlugin.self, DevicePlugin.self, ContractPlugin.self, RentPlugin.self], backend: backend)
  try #require(ledger("device seed").status == 0)
  try #require(ledger("ledger create-account ada --balance 100SOL").status == 0)
  return ledger
}

/// Base58 of 64 bytes, a different one for each digit 2…9.
func signature(_ digit: Int) -> String { String(repeating: "1", count: 63) + "\(digit)" }

extension TestLedger {
  /// A field of the JSON object that a command prints.
  func field(_ name: String, of line: String) throws -> String? {
    try self(line + " -o json").json()[name]?.string
  }

  /// What an account has of SOL and can spend.
  func available(_ account: String) -> String {
    let result = self("ledger balance \(account) --asset SOL -o json")
    return (try? result.json()["available"]?.string) ?? "none"
  }

  /// Whether every invariant holds.
  var isSound: Bool {
    let result = self("ledger verify")
    if result.status != 0 { Issue.record("\(result.output)\(result.errors)") }
    return result.status == 0
  }

  /// The head of the journal, to see that nothing was written.
  var head: String { (try? field("head", of: "ledger info")) ?? self("ledger info -o json").output }

  /// The clock, so many milliseconds later.
  func wait(_ milliseconds: Int64) { clock += milliseconds }
}
