// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import Glibc
import LedgerCore
import Money
import Signing
import Store

struct LedgerVerify: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger verify",
    abstract: "Rebuild everything from the journal, compare, and check every invariant.")

  static let onlyLooks = true

  @Option(help: "Check also that the journal still has the head signed in this file.")
  var checkpoint: String?
  @Option(help: "Whose signature it must be, in base58; the ledger's own if left out.")
  var publicKey: String?

  static let runsInTransaction = false

  func run(in session: Session) throws {
    let store = try session.store()
    let key = try publicKey.map { try PublicKey(base58: $0) }
    guard key == nil || checkpoint != nil else {
      throw Failure(.usage, "--public-key says who signed --checkpoint FILE, which is missing")
    }
    let signed = try checkpoint.map {
      try SignedHead(parsing: File(session.absolute($0), O_RDONLY).readAll(), name: $0)
    }
    var check = try signed.map { signed in
      try CheckpointCheck(signed, key: key ?? session.read { try ownKey($0) })
    }
    // The journal alone is looked at: tables that cannot be brought up to it are no reason not to.
    let report = try store.inspect {
      var report = try Verifier(
        store, audits: session.plugins.audits, now: session.instant.time
      ).run { check?.observe($0) }
      report.findings += check?.findings ?? []
      return report
    }
    if report.unfinishedBytes > 0 {
      try session.say(
        "\(report.unfinishedBytes) bytes of a commit that was cut short are passed over")
    }
    for finding in report.findings { try session.say("\(finding.audit): \(finding.message)") }
    if !report.findings.isEmpty { session.exitStatus = ErrorCode.verifyFailed.exitStatus() }
    try session.print(.item(Self.item(report, checkpoint: signed)))
  }

  private func ownKey(_ ledger: LedgerReader) throws -> PublicKey {
    guard let genesis = try ledger.fetch(Genesis.self, 1) else {
      throw Failure(.damaged, "the ledger has no first entry")
    }
    return try PublicKey(base58: genesis.publicKey)
  }

  private static func item(_ report: Verifier.Report, checkpoint: SignedHead?) -> Item {
    var item = Item(kind: "verification", id: report.findings.isEmpty ? "ok" : "failed")
    item.add("ok", .bool(report.findings.isEmpty))
    item.add("entries", report.head.sequence)
    item.add("transactions", report.transactions)
    item.add("head", report.head.hash)
    item.add("checkpoint", checkpoint?.head.sequence)
    if report.unfinishedBytes > 0 { item.add("unfinished_bytes", report.unfinishedBytes) }
    item.add("findings", .items(report.findings.map(Self.item)), wideOnly: true)
    return item
  }

  private static func item(_ finding: Audit.Finding) -> Item {
    var item = Item(kind: "finding", id: "")
    item.add("audit", finding.audit)
    item.add("message", finding.message)
    return item
  }
}
