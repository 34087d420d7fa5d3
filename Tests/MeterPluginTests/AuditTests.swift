// SPDX-License-Identifier: GPL-3.0-or-later
import ContractPlugin
import LedgerCore
import Money
import Store
import Testing

@testable import MeterPlugin

@Suite("Audits of rollups")
struct AuditTests {
  private let contract: Contract

  init() throws {
    let asset = try Asset(code: "SOL", decimals: 9)
    contract = Contract(
      id: 1, wallet: "alice", device: "d", tier: "THOR", rate: Amount(minor: 35, asset: asset),
      hours: try Rate(parsing: "1"), prepaid: Amount(minor: 35, asset: asset),
      terms: ContractTerms(), createdAt: Timestamp(milliseconds: midnight + 30_000),
      startedAt: Timestamp(milliseconds: midnight + 30_000),
      expiresAt: Timestamp(milliseconds: midnight + 30_000 + 3_600_000))
  }

  /// A rollup with some columns other than they should be.
  private func rollup(_ changes: [String: Int64]) throws -> UsageRollup {
    let sample = UsageSample(
      contract: 1, seq: 1, takenAt: Timestamp(milliseconds: midnight + 30_000),
      usage: Usage { _ in 5 },
      used: 0, refund: 0)
    let good = UsageRollup(UsageMinute(sample, highestSeq: 0), completedBy: nil)
    let values = zip(UsageRollup.table.columns, good.values).map { column, value in
      changes[column.name].map(Value.integer) ?? value
    }
    return try UsageRollup(TableRow(table: UsageRollup.table, key: good.key, values: values))
  }

  @Test("a good one")
  func good() throws {
    #expect(try MeterAudits.faults(of: rollup([:]), contract).isEmpty)
    #expect(try MeterAudits.faults(of: rollup(["minute": midnight + 3_600_000]), contract).isEmpty)
  }

  @Test(
    "faults",
    arguments: [
      (["count": 0], 7), (["cpu_min": 6], 1), (["count": 2], 6), (["net_tx_max": 4], 1),
      (["disk_read_sum": 6], 1),
      (["first_seq": 2], 1), (["minute": midnight + 1], 1), (["minute": midnight - 60_000], 1),
      (["minute": midnight + 3_660_000], 1), (["cpu_mean": 6], 1),
    ] as [([String: Int64], Int)])
  func faults(_ changes: [String: Int64], _ count: Int) throws {
    #expect(try MeterAudits.faults(of: rollup(changes), contract).count == count)
  }

  @Test("one of no contract")
  func orphan() throws {
    #expect(
      try MeterAudits.faults(of: rollup([:]), nil) == ["ctr-1/2026-01-01T00:00Z is of no contract"])
  }
}
