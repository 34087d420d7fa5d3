// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money
import Signing
import Store

extension WriteCommand {
  package func run(in session: Session) throws {
    if let batch = (self as? any BulkCommand)?.batch, let file = batch.file {
      guard try CommandFields.values(of: self).isEmpty else {
        throw Failure(.usage, "with --from the lines have the arguments, the command line has none")
      }
      try session.willPrint(Outcome.fieldNames, single: false)
      return try BatchRun<Self>(session, batch).run(file)
    }
    let input = try session.input(of: self)
    let single = input.nameOfLines == nil
    try session.willPrint(Outcome.fieldNames, single: single)
    let inputs = try session.inputs(of: input)
    for input in inputs { try input.locating { try Self.prepare(input, in: session) } }
    var results: [CommandResult] = []
    try session.write(isRepeatable: true) { ledger in
      results.removeAll()
      for input in inputs {
        let key = session.globals.idempotencyKey
          .map { single ? $0 : "\($0)/\(input.place?.line ?? 0)" }
        results.append(
          try input.locating { try Self.perform(input, key: key, ledger, in: session) })
      }
    }
    session.exitStatus = CommandResult.status(of: results)
    for remark in results.flatMap(\.remarks) { try session.say("si64: \(remark)") }
    try session.behindChange { try show(results.map(\.item), single: single, in: session) }
  }

  private func show(_ items: [Item], single: Bool, in session: Session) throws {
    if single, let item = items.first {
      return try session.print(.changed(concluded(item, in: session)))
    }
    var listing = BatchResults(session.shape)
    for item in items { try listing.add(item) }
    try listing.show(isLast: true, to: &session.surroundings.output)
  }

  /// Does it once, or finds what it did before under the same key.
  static func perform(
    _ input: Input, key: String?, _ ledger: LedgerWriter, in session: Session
  ) throws -> CommandResult {
    let command = fullName
    guard let key else {
      let scope = EntryScope(ledger, command: command, idempotency: nil)
      let outcome = try execute(input, scope, in: session)
      return try CommandResult(outcome, ledger)
    }
    let arguments = try fingerprint(command, meaning(of: input, in: session), ledger, session)
    if let first = try ledger.entry(forKey: key) {
      return try recall(first, key: key, arguments: arguments, ledger)
    }
    let scope = EntryScope(
      ledger, command: command, idempotency: .init(key: key, arguments: arguments))
    let outcome = try execute(input, scope, in: session)
    return try CommandResult(outcome, ledger)
  }

  private static func recall(
    _ first: Entry, key: String, arguments: String, _ ledger: LedgerWriter
  ) throws -> CommandResult {
    guard first.idempotency?.arguments == arguments else {
      throw Failure(
        .idempotencyMismatch, "the key '\(key)' was used for something else",
        hint: "'si64 ledger log --after \(first.sequence - 1) --limit 1' shows entry "
          + "\(first.sequence): \(first.command)",
        details: ["key": key])
    }
    try ledger.flush()
    let reader = ledger.asOf(first.time)
    let outcome = try Outcome.recall(ledger.entries(ofCommand: first), reader)
    return try CommandResult(outcome, reader)
  }

  /// SHA-256 over the verb, its arguments and the contents of files they name, global options left
  /// out.
  private static func fingerprint(
    _ command: String, _ input: Input, _ ledger: LedgerReader, _ session: Session
  ) throws -> String {
    let given = input.fields.filter {
      !$0.value.isNull && $0.value != .bool(false) && $0.name != "idempotency_key"
    }
    var call = JSONWriter()
    call.raw("{")
    for field in fileFields.sorted() {
      guard let path = try input.optionalText(field), path != "-" else { continue }
      call.string("contents_of_\(field)")
      call.raw(":")
      call.string(try session.contentHash(of: path))
      call.raw(",")
    }
    call.raw("\"values\":")
    let values = given.map { field in
      JSON.Member(field.name, input.meaning(of: field, ledger.assets) ?? field.value.asText)
    }
    JSON.object(values).write(to: &call)
    call.raw(",\"verb\":")
    call.string(command)
    call.raw("}")
    return SHA256.hexHash(of: call.bytes)
  }
}

extension JSON {
  /// A number as the text it would be on the command line: `10` and `"10"` ask for the same.
  var asText: JSON {
    if case .number(let literal) = self { .string(literal) } else { self }
  }
}
