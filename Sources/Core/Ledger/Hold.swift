// SPDX-License-Identifier: GPL-3.0-or-later
package import Money
package import Store

/// Money set aside: it lies on `hold:ID` until it is captured, released or lapses.
package struct Hold: Record, Equatable {
  package let id: Int64
  /// Whose money it is.
  package let payer: String
  /// Where captures go, where that was said at the start.
  package let destination: String?
  package let amount: Amount
  /// What is left to capture, in minor units.
  package var remaining: Int64
  package let createdAt: Timestamp
  /// When it lapses; `nil` for never.
  package let expiresAt: Timestamp?
  package var changedAt: Timestamp
  package var state: State = .open

  /// `open → captured | released | expired`, and no way back.
  package enum State: String, CaseIterable, Sendable {
    case open
    case captured
    case released
    case expired
  }

  package init(
    id: Int64, payer: String, destination: String?, amount: Amount, createdAt: Timestamp,
    expiresAt: Timestamp?
  ) {
    self.id = id
    self.payer = payer
    self.destination = destination
    self.amount = amount
    remaining = amount.minor
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    changedAt = createdAt
  }

  package static let table = Table(
    "hold", key: .sequence(prefix: "hld"),
    columns: [
      .required("payer", .text), .optional("destination", .text), .required("asset", .text),
      .required("decimals", .integer), .required("amount", .money),
      .required("remaining", .money), .required("created_at", .integer),
      .optional("expires_at", .integer), .required("changed_at", .integer),
      .required("state", .text),
    ],
    indexes: [.init("payer", "state"), .init("state", "expires_at")])

  package var key: Value { .integer(id) }

  package var values: [Value] {
    [
      .text(payer), Value(destination), .text(amount.asset.code),
      .integer(Int64(amount.asset.decimals)), .integer(amount.minor), .integer(remaining),
      .integer(createdAt.milliseconds), Value(expiresAt?.milliseconds),
      .integer(changedAt.milliseconds), .text(state.rawValue),
    ]
  }

  package init(_ row: TableRow) throws {
    id = try row.id()
    payer = try row.text("payer")
    destination = try row.optionalText("destination")
    let asset = try Asset(code: row.text("asset"), decimals: Int(row.integer("decimals")))
    amount = Amount(minor: try row.integer("amount"), asset: asset)
    remaining = try row.integer("remaining")
    createdAt = Timestamp(milliseconds: try row.integer("created_at"))
    expiresAt = try row.optionalInteger("expires_at").map(Timestamp.init(milliseconds:))
    changedAt = Timestamp(milliseconds: try row.integer("changed_at"))
    state = try row.option("state")
  }

  /// The account the money lies on.
  package var account: String { "hold:\(displayID)" }

  /// The state at `now`: a hold lapses by the clock, recorded or not.
  package func state(at now: Timestamp) -> State {
    if state == .open, let expiresAt, now >= expiresAt { return .expired }
    return state
  }

  /// What is left to capture at `now`: nothing once it has lapsed.
  package func left(at now: Timestamp) -> Amount {
    Amount(minor: state(at: now) == .open ? remaining : 0, asset: amount.asset)
  }

  /// How what is left goes back at the moment the hold lapses; `nil` for one that never does.
  package var lapsePosting: Posting? {
    guard let expiresAt else { return nil }
    return Posting(
      from: account, to: payer, Amount(minor: remaining, asset: amount.asset), effective: expiresAt)
  }
}
