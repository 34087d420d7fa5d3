// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
package import Store

/// The heartbeats of a device in one hour, as far as the journal has them.
package struct DeviceUptime: Record, Equatable {
  package let device: String
  /// The first instant of the hour.
  package let hour: Timestamp
  /// How many came.
  package private(set) var received: Int64
  /// A bit for each minute in which one came; `nil` in rows of earlier builds, which only counted.
  package private(set) var minutes: Int64?

  init(device: String, hour: Timestamp) {
    self.device = device
    self.hour = hour
    received = 0
    minutes = 0
  }

  /// Adds what came later, or was not in the journal yet.
  ///
  /// The same minutes again change nothing: scratch is made durable after the journal, and a
  /// process that was killed in between leaves there what the journal has.
  mutating func add(_ beats: Heartbeat) {
    let known = minutes ?? 0
    let isRepeat = known & beats.minutes != 0
    let new = isRepeat ? Int64((beats.minutes & ~known).nonzeroBitCount) : beats.received
    received = received.addingReportingOverflow(new).partialValue
    minutes = known | beats.minutes
  }

  package static let table = Table(
    "device_uptime", key: .name(column: "id"),
    columns: [
      .required("device", .text), .required("hour", .integer), .required("received", .integer),
      .optional("minutes", .money),
    ],
    indexes: [.init("device", "hour", "minutes", "received"), .init("hour")])

  /// The key of a device's hour.
  static func key(_ device: String, _ hour: Timestamp) -> Value {
    .text("\(device)@\(hour.milliseconds / 3_600_000)")
  }

  package var key: Value { Self.key(device, hour) }

  package var values: [Value] {
    [.text(device), .integer(hour.milliseconds), .integer(received), Value(minutes)]
  }

  package init(_ row: TableRow) throws {
    device = try row.text("device")
    hour = Timestamp(milliseconds: try row.integer("hour"))
    received = try row.integer("received")
    minutes = try row.optionalInteger("minutes")
  }
}
