// SPDX-License-Identifier: GPL-3.0-or-later
import ContractPlugin
import LedgerCore
import Store

/// What must hold for rollups.
enum MeterAudits {
  /// Every rollup has samples, min ≤ mean ≤ max, and lies within its contract's life.
  static let rollups = Audit("usage-rollups") { ledger in
    var findings: [String] = []
    var contracts: [Int64: Contract] = [:]
    for row in try ledger.rows("SELECT id FROM usage_rollup ORDER BY contract, minute") {
      guard let id = row[0].text, let rollup = try ledger.fetch(UsageRollup.self, .text(id)) else {
        continue
      }
      if contracts[rollup.contract] == nil {
        contracts[rollup.contract] = try ledger.fetch(Contract.self, .integer(rollup.contract))
      }
      findings += faults(of: rollup, contracts[rollup.contract])
    }
    return findings
  }

  /// What is wrong with a rollup, as sentences.
  static func faults(of rollup: UsageRollup, _ contract: Contract?) -> [String] {
    var faults: [String] = []
    let totals = rollup.totals
    if totals.count < 1 { faults.append("\(rollup.id) has no samples") }
    if totals.firstSeq > totals.lastSeq { faults.append("\(rollup.id) ends before it begins") }
    for (measure, mean) in zip(Measure.allCases, rollup.means) {
      let total = totals[measure]
      if !total.isPossible || total.count > totals.count || mean != total.mean {
        faults.append("\(rollup.id): min ≤ mean ≤ max does not hold for \(measure.rawValue)")
      }
    }
    guard let contract else { return faults + ["\(rollup.id) is of no contract"] }
    let minute = rollup.minute
    if minute != minute.startOfMinute { faults.append("\(rollup.id) begins within a minute") }
    let runsOn = contract.terms.onExhaust == .overdraw
    if minute < contract.startedAt.startOfMinute || !(runsOn || minute < contract.expiresAt) {
      faults.append("\(rollup.id) is outside the life of \(contract.displayID)")
    }
    return faults
  }
}
