// SPDX-License-Identifier: GPL-3.0-or-later
import Money
package import Store

extension Entry {
  /// Appends the canonical JSON of the entry: the bytes that are hashed and stored.
  ///
  /// Written out by hand in the order of the sorted names: this runs once for every line of a bulk
  /// import.
  func write(to writer: inout JSONWriter) {
    writer.raw("{\"actor\":")
    writer.string(actor)
    if let idempotency { writer.member(",\"arguments\":", idempotency.arguments) }
    writer.member(",\"command\":", command)
    if let effective { writer.member(",\"effective\":", effective.milliseconds) }
    if let id = details.externalID { writer.member(",\"external_id\":", id) }
    if let job = details.jobID { writer.member(",\"job_id\":", job) }
    if let idempotency { writer.member(",\"key\":", idempotency.key) }
    if let note = details.note { writer.member(",\"note\":", note) }
    if let partOf { writer.member(",\"part_of\":", partOf) }
    if !postings.isEmpty { writePostings(to: &writer) }
    if let reason = details.reason { writer.member(",\"reason\":", reason) }
    if let reverts = details.reverts { writer.member(",\"reverts\":", reverts) }
    if !rows.isEmpty { writeRows(to: &writer) }
    writer.member(",\"sequence\":", sequence)
    writer.member(",\"time\":", time.milliseconds)
    if let transaction { writer.member(",\"tx\":", transaction) }
    writer.raw("}")
  }

  private func writePostings(to writer: inout JSONWriter) {
    writer.raw(",\"postings\":[")
    for (index, posting) in postings.enumerated() {
      writer.raw(index == 0 ? "{\"amount\":" : ",{\"amount\":")
      writer.quoted(posting.amount.minor)
      writer.member(",\"asset\":", posting.amount.asset.code)
      writer.member(",\"destination\":", posting.destination)
      if let effective = posting.effective {
        writer.member(",\"effective\":", effective.milliseconds)
      }
      writer.member(",\"source\":", posting.source)
      writer.raw("}")
    }
    writer.raw("]")
  }

  private func writeRows(to writer: inout JSONWriter) {
    writer.raw(",\"rows\":[")
    for (index, row) in rows.enumerated() {
      if index > 0 { writer.raw(",") }
      row.write(to: &writer)
    }
    writer.raw("]")
  }

  /// Reads an entry back.
  ///
  /// - Throws: `damaged` where it is not an entry of this version.
  package init(
    parsing bytes: UnsafeBufferPointer<UInt8>, tables: [String: Table], assets: AssetRegistry
  ) throws {
    let parts = EntryParts(try JSON(parsing: bytes))
    guard let sequence = parts.sequence, let time = parts.time, let actor = parts.actor,
      let command = parts.command
    else { throw Failure(.damaged, "an entry of the journal lacks what every entry has") }
    self.sequence = sequence
    self.time = Timestamp(milliseconds: time)
    self.actor = actor
    self.command = command
    effective = parts.effective.map(Timestamp.init(milliseconds:))
    if let key = parts.key, let arguments = parts.arguments {
      idempotency = Idempotency(key: key, arguments: arguments)
    }
    partOf = parts.partOf
    transaction = parts.transaction
    details = parts.details
    for row in parts.rows {
      guard let change = RowChange(row, tables: tables) else { throw unreadable("a row") }
      rows.append(change)
      assets.note(change)
    }
    for posting in parts.postings {
      guard let posting = try Posting(posting, assets) else { throw unreadable("a posting") }
      postings.append(posting)
    }
  }

  private func unreadable(_ what: String) -> Failure {
    Failure(.damaged, "entry \(sequence): \(what) is unreadable")
  }
}

/// The members of an entry, sorted out in one pass: a rebuild does this for every line.
private struct EntryParts {
  var sequence, time, effective, partOf, transaction: Int64?
  var actor, command, key, arguments: String?
  var details = TransactionDetails()
  var rows: [JSON] = []
  var postings: [JSON] = []

  init(_ json: JSON) {
    for member in json.members ?? [] {
      let value = member.value
      switch member.name {
      case "actor": actor = value.string
      case "arguments": arguments = value.string
      case "command": command = value.string
      case "effective": effective = value.integer
      case "external_id": details.externalID = value.string
      case "job_id": details.jobID = value.string
      case "key": key = value.string
      case "note": details.note = value.string
      case "part_of": partOf = value.integer
      case "postings": postings = value.array ?? []
      case "reason": details.reason = value.string
      case "reverts": details.reverts = value.integer
      case "rows": rows = value.array ?? []
      case "sequence": sequence = value.integer
      case "time": time = value.integer
      case "tx": transaction = value.integer
      default: break
      }
    }
  }
}

extension Posting {
  fileprivate init?(_ json: JSON, _ assets: AssetRegistry) throws {
    guard let source = json["source"]?.string, let destination = json["destination"]?.string,
      let minor = json["amount"]?.integer, minor > 0, let code = json["asset"]?.string
    else { return nil }
    self.init(
      from: source, to: destination,
      Amount(minor: minor, asset: try assets.find(code)),
      effective: json["effective"]?.integer.map(Timestamp.init(milliseconds:)))
  }
}

extension JSONWriter {
  fileprivate mutating func member(_ name: StaticString, _ text: String) {
    raw(name)
    string(text)
  }

  fileprivate mutating func member(_ name: StaticString, _ number: Int64) {
    raw(name)
    integer(number)
  }
}
