// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import LedgerCore
import Money
import Store

struct LedgerPost: BulkCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger post", abstract: "Make transactions of several postings each.")

  @Option(help: "A JSON array of {\"from\", \"to\", \"amount\"}.") var postings: String?
  @Option(help: "The job this pays for.") var jobId: String?
  @Option(help: "A note.") var note: String?
  @Option(help: "When it took effect, if not now.") var effective: String?
  @OptionGroup var batch: BatchOptions

  static func apply(
    _ input: Input, to ledger: LedgerWriter, in session: Session
  ) throws -> Transaction {
    let postings = try PostingInput.postings(of: input, ledger.assets)
    let details = TransactionDetails(
      jobID: try input.optionalText("job_id"),
      note: try input.optionalText("note", keepsLines: true))
    ledger.setEffective(try input.time("effective"))
    for posting in postings {
      try ledger.refuseReserved(posting.source)
      try ledger.refuseReserved(posting.destination)
    }
    try ledger.post(postings, details)
    return try ledger.currentTransaction()
  }
}
