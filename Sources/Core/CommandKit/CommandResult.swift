// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore

/// What one call did: the object to print, and the status it leads to.
struct CommandResult {
  let item: Item
  let status: Int32
  let remarks: [String]

  init(_ outcome: some CommandOutcome, _ ledger: LedgerReader) throws {
    item = try outcome.item(ledger)
    status = outcome.exitStatus
    remarks = outcome.remarks
  }

  /// 0 where all went well, the refusal's own status where all were refused, else 2.
  static func status(of results: [CommandResult]) -> Int32 {
    let refused = results.filter { $0.status != 0 }
    if refused.count == results.count, let first = refused.first { return first.status }
    return refused.isEmpty ? 0 : 2
  }
}
