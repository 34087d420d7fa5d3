// SPDX-License-Identifier: GPL-3.0-or-later
package import Store

/// That the journal's head was signed at some moment; the signature is in the file handed out.
package struct Checkpoint: Record {
  package let id: Int64
  package let head: Head
  package let time: Timestamp

  package init(id: Int64, head: Head, time: Timestamp) {
    self.id = id
    self.head = head
    self.time = time
  }

  package static let table = Table(
    "checkpoint", key: .sequence(prefix: "chk"),
    columns: [
      .required("sequence", .integer), .required("hash", .text), .required("time", .integer),
    ])

  package var key: Value { .integer(id) }

  package var values: [Value] {
    [.integer(head.sequence), .text(head.hash), .integer(time.milliseconds)]
  }

  package init(_ row: TableRow) throws {
    id = try row.id()
    head = Head(sequence: try row.integer("sequence"), hash: try row.text("hash"))
    time = Timestamp(milliseconds: try row.integer("time"))
  }
}
