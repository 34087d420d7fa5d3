// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
package import Store

/// A time over which a device's heartbeats were kept and are all in the journal: a minute of it
/// without one is a minute the device was down.
///
/// One begins with each file of telemetry, and goes on with each hour that is written.
package struct DeviceWatch: Record, Equatable {
  package let device: String
  package let since: Timestamp
  package var until: Timestamp

  package static let table = Table(
    "device_watch", key: .name(column: "id"),
    columns: [
      .required("device", .text), .required("since", .integer), .required("until", .integer),
    ],
    indexes: [.init("device", "until", "since")])

  init(device: String, since: Timestamp, until: Timestamp) {
    self.device = device
    self.since = since
    self.until = until
  }

  static func key(_ device: String, _ since: Timestamp) -> Value {
    .text("\(device)@\(since.milliseconds)")
  }

  package var key: Value { Self.key(device, since) }

  package var values: [Value] {
    [.text(device), .integer(since.milliseconds), .integer(until.milliseconds)]
  }

  package init(_ row: TableRow) throws {
    device = try row.text("device")
    since = Timestamp(milliseconds: try row.integer("since"))
    until = Timestamp(milliseconds: try row.integer("until"))
  }
}
