// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Signing
import Store

struct LedgerCheckpoint: WriteCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger checkpoint",
    abstract: "Sign the journal's head, so that nobody can rewrite what came before.")

  /// What is signed must not be undone.
  static let runsInTransaction = false

  @Option(help: "Write the signed head to this file.") var out: String?

  static func prepare(_ input: Input, in session: Session) throws {
    guard let out = try input.optionalText("out") else { return }
    // What the same key wrote may be written again.
    try session.isRepeat
      ? session.refuseOwnFiles(session.absolute(out)) : session.refuseOverwriting(out)
  }

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Checkpoint {
    _ = try treasury(of: ledger.fetch(Genesis.self, 1)?.publicKey, session)
    let last = try ledger.all(Checkpoint.self, "ORDER BY id DESC LIMIT 1").first
    let time = try last.map { try ledger.time(after: $0.time) } ?? ledger.now
    let checkpoint = Checkpoint(
      id: try ledger.nextID(Checkpoint.self), head: try ledger.head(), time: time)
    try ledger.insert(checkpoint)
    return checkpoint
  }

  /// Signs what was recorded. Ed25519 gives the same signature for a repeated idempotency key.
  func concluded(_ item: Item, in session: Session) throws -> Item {
    guard case .text(let ledger)? = item[column: "ledger"],
      case .text(let hash)? = item[column: "hash"],
      case .integer(let sequence)? = item[column: "sequence"],
      case .time(let time)? = item[column: "time"],
      case .text(let publicKey)? = item[column: "public_key"]
    else { throw Failure(.internalError, "a checkpoint lacks a field") }
    let signed = SignedHead(
      Head(sequence: sequence, hash: hash), time: time, ledger: ledger,
      by: try Self.treasury(of: publicKey, session))
    if let out, !session.globals.dryRun {
      try File.replace(session.absolute(out), with: signed.fileBytes, mode: 0o644)
    }
    var item = item
    item.add("signature", signed.signature)
    return item
  }

  /// - Throws: what loading the key throws; `bad-signature` where it is not this ledger's.
  private static func treasury(of publicKey: String?, _ session: Session) throws -> KeyPair {
    let path = try session.location().treasuryKey
    let keys = try KeyFile.load(path: path)
    guard keys.publicKey.base58 == publicKey else {
      throw Failure(
        .badSignature, "\(path) is not the key this ledger was made with",
        hint: "put back the key whose public half is \(publicKey ?? "in its first entry")")
    }
    return keys
  }
}
