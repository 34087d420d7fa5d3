// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import ContractPlugin
import LedgerCore
import Money
import Store

struct MeterUsage: ReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "meter usage", abstract: "Show what a contract's samples come to.")

  @Argument(help: "The contract; '-' reads ids from standard input.") var id: String?
  @Option(help: "All contracts of this device instead.") var device: String?
  @Flag(help: "List the minutes.") var minutes = false
  @Flag(help: "List the samples that are kept.") var samples = false

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    let (minutes, samples) = (try input.flag("minutes"), try input.flag("samples"))
    guard !minutes || !samples else {
      throw Failure(.usage, "--minutes and --samples are two different listings")
    }
    let contracts = try contracts(input, ledger)
    if samples {
      return .listing(
        kind: "sample", columns: RecordedSample.columns,
        items: try contracts.flatMap { try Self.samples(of: $0, ledger) })
    }
    let reports = try contracts.map { try UsageReport(of: $0, ledger) }
    if minutes {
      return .listing(
        kind: "usage_minute", columns: UsageReport.minuteColumns,
        items: reports.flatMap { $0.minutes() })
    }
    if input["device"] == nil, let report = reports.first { return .item(try report.item(ledger)) }
    return .listing(
      kind: "usage", columns: UsageReport.columns, items: try reports.map { try $0.item(ledger) })
  }

  private static func contracts(_ input: Input, _ ledger: LedgerReader) throws -> [Contract] {
    switch (try input.optionalText("id"), try input.optionalText("device")) {
    case (let id?, nil): return [try ledger.find(Contract.self, id)]
    case (nil, let device?): return try self.contracts(on: device, ledger)
    case (nil, nil): throw Failure(.missingArgument, "a contract or --device is missing")
    case (_?, _?): throw Failure(.usage, "a contract and --device exclude each other")
    }
  }

  private static func contracts(
    on device: String, _ ledger: LedgerReader
  ) throws -> [Contract] {
    let contracts = try ledger.all(Contract.self, "WHERE device = ? ORDER BY id", [.text(device)])
    // A device without contracts is no mistake; a misspelt one is.
    let known = try ledger.rows("SELECT name FROM device WHERE name = ?", [.text(device)])
    guard !contracts.isEmpty || !known.isEmpty else {
      throw Failure(.notFound, "there is no device '\(device)'", details: ["id": device])
    }
    return contracts
  }

  private static func samples(of contract: Contract, _ ledger: LedgerReader) throws -> [Item] {
    try ledger.all(
      UsageSample.self, "WHERE contract = ? ORDER BY seq", [.integer(contract.id)]
    ).map { try RecordedSample(sample: $0, asset: contract.prepaid.asset).item(ledger) }
  }
}
