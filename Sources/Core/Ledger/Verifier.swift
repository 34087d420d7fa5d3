// SPDX-License-Identifier: GPL-3.0-or-later
import Money
package import Store

/// Checks a ledger from its journal alone: the chain, a full replay, the tables, the invariants.
package struct Verifier {
  private let store: Store
  private let audits: [Audit]
  private let now: Timestamp

  /// What was checked and what was found.
  package struct Report: Sendable {
    package var head = Head.empty
    package var transactions: Int64 = 0
    package var findings: [Audit.Finding] = []
    /// What a commit cut short left behind the last whole one, in bytes; it counts for nothing.
    package var unfinishedBytes: Int64 = 0
  }

  package init(_ store: Store, audits: [Audit], now: Timestamp) {
    self.store = store
    self.audits = Audit.kernel + audits
    self.now = now
  }

  /// Runs every check; one that fails does not stop the others.
  ///
  /// Memory does not grow with the ledger: the replay goes to a temporary database.
  /// - Parameter observe: is shown every entry's place in the chain.
  /// - Throws: only where a check could not be made at all.
  package func run(observing observe: (Head) -> Void = { _ in }) throws -> Report {
    var report = Report()
    let replayed = try store.scratchCopy()
    let tables = store.schema.tablesByName
    let replayer = try Replayer(replayed, tables: tables)
    do {
      let fault = try store.walk { entry, head in
        // The first entry is what the ledger has its id from; audits need no other.
        if head.sequence == 1 {
          try replayed.insertEntry(UnsafeRawBufferPointer(entry), head: head)
        }
        try replayer.apply(entry, head: head)
        report.head = head
        observe(head)
      }
      if let fault { report.findings.append(.init(audit: "chain", message: fault)) }
      report.unfinishedBytes = store.unfinishedBytes
      if report.head.sequence == 0 && fault == nil {
        report.findings.append(.init(audit: "chain", message: "there is no first entry"))
      }
    } catch let failure as Failure where failure.concernsContent {
      report.findings.append(
        .init(audit: "replay", message: "entry \(report.head.sequence + 1): \(failure.message)"))
    }
    try replayer.finish()
    report.transactions =
      try replayed.first("SELECT max(tx) FROM posting")?[0].integer ?? 0
    if store.location.backend == .sqlite && report.findings.isEmpty {
      report.findings += try store.compareTables(with: replayed).map {
        .init(audit: "tables", message: $0)
      }
    }
    let reader = LedgerReader(replayed, tables: tables, now: now)
    for audit in audits {
      do {
        report.findings += try audit.check(reader).map { .init(audit: audit.name, message: $0) }
      } catch let failure as Failure where failure.concernsContent {
        report.findings.append(.init(audit: audit.name, message: failure.message))
      }
    }
    return report
  }
}
