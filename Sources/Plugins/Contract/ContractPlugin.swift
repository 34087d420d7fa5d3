// SPDX-License-Identifier: GPL-3.0-or-later
package import CommandKit
import DevicePlugin
package import LedgerCore
package import Store

/// What was rented, from when to when, what it has cost so far, and what is given back.
package enum ContractPlugin: Plugin {
  package static let name = "contract"
  package static let summary = "running and past rentals: extend, pause, settle, prove"
  package static let defaultAsset = "SOL"
  package static let commands: [any SessionCommand.Type] = [
    ContractShow.self, ContractList.self, ContractHistory.self, ContractExtend.self,
    ContractPause.self, ContractResume.self, ContractCancel.self, ContractSettle.self,
    ContractSweep.self, ContractSnapshotCommand.self, ContractProof.self,
    ContractVerifyProof.self,
  ]
  package static let completions: [String: CompletionSource] = [
    "id": .records(Contract.table), "device": .records(Device.table),
    "tier": .records(Tier.table),
    "status": .words(ContractStatus.allCases.map(\.rawValue).sorted()),
  ]
  package static let tables = [
    Contract.table, ContractEvent.table, RailProof.table, Budget.table, Spending.table,
  ]
  package static let audits = ContractAudits.all
}
