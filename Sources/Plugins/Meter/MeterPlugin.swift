// SPDX-License-Identifier: GPL-3.0-or-later
package import CommandKit
package import ContractPlugin
package import LedgerCore
package import Store

/// What rented machines are doing.
package enum MeterPlugin: Plugin {
  package static let name = "meter"
  package static let summary = "samples of rented machines, and their rollups"
  package static let commands: [any SessionCommand.Type] = [
    MeterRecord.self, MeterUsage.self, MeterCollect.self,
  ]
  package static let completions: [String: CompletionSource] = [
    "contract": .records(Contract.table), "id": .records(Contract.table),
  ]
  package static let tables = [UsageRollup.table, UsageMinute.table, UsageSample.table]
  package static let audits = [MeterAudits.rollups]
}

extension MeterPlugin: ContractObserver {
  package static func contractWillSettle(
    _ contract: Contract, at time: Timestamp, in ledger: LedgerWriter
  ) throws {
    try UsageMeter.finish(contract, in: ledger)
  }
}
