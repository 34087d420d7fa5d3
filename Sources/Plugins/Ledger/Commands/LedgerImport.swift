// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct LedgerImport: WriteCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger import",
    abstract: "Take accounts and transactions in from elsewhere, all of a file or nothing.")
  static let fileFields = ["file"]

  @Argument(help: "The file, or '-' for standard input.") var file: String
  @Option(help: "mesh, jsonl or csv.") var format: String?
  @Flag(help: "Pass over what was imported before.") var skipExisting = false

  /// The formats that can be read.
  enum Format: String, CaseIterable {
    case mesh
    case jsonl
    case csv
  }

  static func prepare(_ input: Input, in session: Session) throws {
    _ = try format(of: input)
    try session.provide(input.text("file"))
  }

  private static func format(of input: Input) throws -> Format {
    guard let format: Format = try input.choice("format") else { throw input.missing("format") }
    return format
  }

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> ImportSummary {
    throw Failure(.internalError, "an import writes an entry for each transaction")
  }

  static func execute(
    _ input: Input, _ scope: EntryScope, in session: Session
  ) throws -> ImportSummary {
    let format = try format(of: input)
    let skips = try input.flag("skip_existing")
    return try session.reading(input.text("file")) { descriptor, name in
      guard format != .mesh else {
        let asset = try scope.ledger.assets.find(input.defaultAsset)
        var run = MeshImport(scope, asset: asset, name: name, skipsExisting: skips)
        let bytes = try File.readToEnd(descriptor, session.surroundings.shouldStop)
        return try run.take(text(bytes, name))
      }
      let batch = try BatchImport(
        ImportRun(scope, skipsExisting: skips), defaultAsset: input.defaultAsset, name: name)
      let reader = BatchReader(
        fileDescriptor: descriptor, name: name, format: format == .csv ? .csv : .jsonl,
        known: BatchImport.columns,
        shouldStop: session.surroundings.shouldStop)
      return format == .csv ? try batch.records(reader) : try batch.lines(reader)
    }
  }

  /// A mesh document is one object.
  private static func text(_ bytes: [UInt8], _ name: String) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(.badText, "\(name) is not valid UTF-8").at(Failure.Place(file: name, line: 1))
    }
    return text
  }
}
