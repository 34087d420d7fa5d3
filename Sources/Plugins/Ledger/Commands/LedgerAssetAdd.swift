// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money

struct LedgerAssetAdd: BulkCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger asset add", abstract: "Add something to count in.")

  @Argument(help: "2 to 12 of A-Z, 0-9 and _, starting with a letter.") var code: String?
  @Option(help: "How many decimals it has, 0 to 9; required.") var decimals: String?
  @OptionGroup var batch: BatchOptions

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> AddedAsset {
    let code = try input.text("code")
    guard let decimals = try input.integer("decimals", in: 0...9) else {
      throw input.missing("decimals")
    }
    let asset = try Asset(code: code, decimals: Int(decimals))
    guard !Asset.builtIn.contains(where: { $0.code == code }) else {
      throw Failure(.exists, "asset \(code) is built in", details: ["id": code])
    }
    try ledger.insert(AddedAsset(asset))
    return AddedAsset(asset)
  }
}
