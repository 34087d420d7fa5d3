// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
package import Store

/// The signs of life of a device in one hour, kept out of the journal until it is over or decides
/// something.
package struct Heartbeat: Record, Equatable {
  package let device: String
  /// The first instant of the hour.
  package let hour: Timestamp
  package private(set) var received: Int64 = 0
  /// A bit for each minute in which one came.
  package private(set) var minutes: Int64 = 0

  init(device: String, hour: Timestamp) {
    self.device = device
    self.hour = hour
  }

  /// Counts one that comes at `time`, which is in the hour.
  mutating func add(at time: Timestamp) {
    received = received.addingReportingOverflow(1).partialValue
    // bounded: minutes are 64 bits ÷ 60 000
    let minute = Minutes.floor(time.milliseconds) - Minutes.floor(hour.milliseconds)
    minutes |= 1 << max(0, min(59, minute))
  }

  package static let table = Table(
    "heartbeat", key: .name(column: "id"),
    columns: [
      .required("device", .text), .required("hour", .integer), .required("received", .integer),
      .required("minutes", .money),
    ],
    indexes: [.init("device", "hour"), .init("hour")], scratch: true,
    // It was a row a beat.
    earlier: """
      SELECT device || '@' || (at / 3600000), device, at / 3600000 * 3600000, count(*), \
      sum(DISTINCT 1 << (at % 3600000 / 60000)) FROM heartbeat GROUP BY device, at / 3600000
      """)

  package var key: Value { DeviceUptime.key(device, hour) }

  package var values: [Value] {
    [.text(device), .integer(hour.milliseconds), .integer(received), .integer(minutes)]
  }

  package init(_ row: TableRow) throws {
    device = try row.text("device")
    hour = Timestamp(milliseconds: try row.integer("hour"))
    received = try row.integer("received")
    minutes = try row.integer("minutes")
  }
}
