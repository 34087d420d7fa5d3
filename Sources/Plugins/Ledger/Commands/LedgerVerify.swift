// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct LedgerVerify: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger verify",
    abstract: "Rebuild everything from the journal, compare, and check every invariant.")

  func run(in session: Session) throws {
    let store = try session.store()
    // The journal alone is looked at: tables that cannot be brought up to it are no reason not to.
    let report = try store.inspect {
      try Verifier(store, audits: session.plugins.audits, now: session.instant.time).run()
    }
    for finding in report.findings { try session.say("\(finding.audit): \(finding.message)") }
    var item = Item(kind: "verification", id: report.findings.isEmpty ? "ok" : "failed")
    item.add("ok", .bool(report.findings.isEmpty))
    item.add("entries", report.head.sequence)
    item.add("transactions", report.transactions)
    item.add("head", report.head.hash)
    item.add("findings", .items(report.findings.map(Self.item)), wideOnly: true)
    if !report.findings.isEmpty { session.exitStatus = ErrorCode.verifyFailed.exitStatus() }
    try session.print(.item(item))
  }

  private static func item(_ finding: Audit.Finding) -> Item {
    var item = Item(kind: "finding", id: "")
    item.add("audit", finding.audit)
    item.add("message", finding.message)
    return item
  }
}
