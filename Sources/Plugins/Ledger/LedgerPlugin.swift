// SPDX-License-Identifier: GPL-3.0-or-later
package import CommandKit
import LedgerCore
package import Store

/// Accounts, transfers, holds, and the ledger itself.
package enum LedgerPlugin: Plugin {
  package static let name = "ledger"
  package static let summary = "accounts, transfers, holds, reports, and the ledger file itself"
  package static let tables = [ImportOrigin.table]
  package static let commands: [any SessionCommand.Type] = [
    LedgerInit.self, LedgerWhere.self, LedgerInfo.self,
    LedgerCreateAccount.self, LedgerListAccounts.self, LedgerShowAccount.self,
    LedgerFreeze.self, LedgerThaw.self, LedgerBalance.self,
    LedgerTransfer.self, LedgerCredit.self, LedgerPost.self, LedgerRevert.self,
    LedgerHold.self, LedgerHoldList.self, LedgerCapture.self, LedgerRelease.self, LedgerSweep.self,
    LedgerAssetAdd.self, LedgerAssetList.self,
    LedgerLimitSet.self, LedgerLimitList.self, LedgerLimitRemove.self,
    LedgerHistory.self, LedgerShow.self, LedgerLog.self,
    LedgerReportTrial.self, LedgerReportStatement.self, LedgerReportActivity.self,
    LedgerCheckpoint.self, LedgerVerify.self,
    LedgerExport.self, LedgerImport.self,
    LedgerBackup.self, LedgerRestore.self, LedgerCopy.self, LedgerCompact.self,
  ]

  package static let completions: [String: CompletionSource] = [
    "name": .accounts, "id": .records(Hold.table), "show.id": .transactions,
    "revert.id": .transactions,
  ]
  package static let settings = ["asset", "auto_create_accounts", "default_provider"]

  package static func check(_ config: Config) throws {
    _ = try config.bool("ledger.auto_create_accounts")
  }
}
