// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
package import Store

/// How many heartbeats a device sent in one hour that is over.
package struct DeviceUptime: Record, Equatable {
  package let device: String
  /// The first instant of the hour.
  package let hour: Timestamp
  package var received: Int64

  init(device: String, hour: Timestamp, received: Int64) {
    self.device = device
    self.hour = hour
    self.received = received
  }

  package static let table = Table(
    "device_uptime", key: .name(column: "id"),
    columns: [
      .required("device", .text), .required("hour", .integer), .required("received", .integer),
    ],
    indexes: [.init("device", "hour"), .init("hour")])

  /// The key of a device's hour.
  static func key(_ device: String, _ hour: Timestamp) -> Value {
    .text("\(device)@\(hour.milliseconds / 3_600_000)")
  }

  package var key: Value { Self.key(device, hour) }

  package var values: [Value] {
    [.text(device), .integer(hour.milliseconds), .integer(received)]
  }

  package init(_ row: TableRow) throws {
    device = try row.text("device")
    hour = Timestamp(milliseconds: try row.integer("hour"))
    received = try row.integer("received")
  }
}
