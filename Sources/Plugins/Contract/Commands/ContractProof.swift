// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Signing
import Store

struct ContractProof: ReadCommand {
  static let configuration = CommandConfiguration(
    commandName: "contract proof", abstract: "Sign how a contract was settled.")

  /// What is signed must not be undone.
  static let runsInTransaction = false

  @Argument(help: "The contract.") var id: String
  @Option(help: "Write the proof to this file.") var out: String?

  static func prepare(_ input: Input, in session: Session) throws {
    guard let out = try input.optionalText("out") else { return }
    try session.willPrint(["file", "hash", "public_key"])
    try session.refuseOverwriting(out)
  }

  static func query(
    _ input: Input, _ ledger: LedgerReader, in session: Session
  ) throws -> Document {
    let contract = try ledger.find(Contract.self, input.text("id"))
    let owner = try ContractOwner.of(contract, ledger)
    let statement = try SettlementProof.statement(contract, owner: owner, ledger)
    let keys = try KeyFile.load(path: session.location().treasuryKey)
    let proof = SettlementProof.sign(statement, with: keys)
    guard let path = try input.optionalText("out") else { return .text(proof.canonicalText) }
    if session.globals.dryRun {
      try session.say("dry run: nothing written")
    } else {
      try File.replace(session.absolute(path), with: proof.canonical + [0x0A], mode: 0o644)
    }
    var item = Item(kind: "proof", id: contract.displayID)
    item.add("file", path)
    item.add("hash", SettlementProof.hash(statement))
    item.add("public_key", keys.publicKey.base58)
    return .item(item)
  }
}

struct ContractVerifyProof: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "contract verify-proof",
    abstract: "Check a signed settlement with nothing but the file and a key.")

  @Argument(help: "The proof; '-' is standard input.") var file: String
  @Option(help: "Who must have signed it; this ledger's treasury if left out.")
  var publicKey: String?

  func run(in session: Session) throws {
    let key = try expectedKey(session)
    let bytes = try session.bytes(of: file)
    let proof: JSON
    do {
      proof = try JSON(parsing: bytes)
    } catch let failure as Failure where failure.exitStatus == 65 || failure.exitStatus == 64 {
      throw Failure(.badFile, "\(file): \(failure.message)")
    }
    let statement = try SettlementProof.verify(proof, signedBy: key)
    var item = Item(kind: "verification", id: statement["contract"]?.string ?? "")
    item.add("ok", .bool(true))
    for name in ["wallet", "device", "transaction"] {
      item.add(name, statement[name]?.string)
    }
    let decimals = min(9, max(0, Int(statement["decimals"]?.integer ?? 0)))
    for name in ["prepaid", "used", "refund"] {
      let text = statement[name]?.integer.map { DecimalText.text($0, decimals: decimals) }
      item.add(name, text.map(Cell.decimal) ?? .null)
    }
    item.add("asset", statement["asset"]?.string)
    item.add("hash", SettlementProof.hash(statement))
    item.add("public_key", key.base58)
    try session.print(.item(item))
  }

  private func expectedKey(_ session: Session) throws -> PublicKey {
    if let publicKey { return try PublicKey(base58: publicKey) }
    return try session.read { ledger in
      guard let genesis = try ledger.fetch(Genesis.self, 1) else {
        throw Failure(.damaged, "the ledger has no first entry")
      }
      return try PublicKey(base58: genesis.publicKey)
    }
  }
}
