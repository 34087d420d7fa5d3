// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Money
import Store

/// A raw sample as it lies in scratch, with the answer it got: a repeat is told the same.
struct UsageSample: Record, Equatable {
  /// The contract's number.
  let contract: Int64
  /// Its number among the contract's samples, from 1.
  let seq: Int64
  let takenAt: Timestamp
  let usage: Usage
  /// What the contract had used when the sample was recorded, in minor units.
  let used: Int64
  /// What it would have got back then, in minor units.
  let refund: Int64
  /// The idempotency key it came with, and the hash of the arguments.
  var idempotency: Entry.Idempotency?

  static let table = Table(
    "usage_sample", key: .name(column: "id"),
    columns: [
      .required("contract", .integer), .required("seq", .integer), .required("taken_at", .integer),
    ] + Measure.allCases.map { .optional($0.rawValue, .money) } + [
      .required("used", .money), .required("refund", .money),
      .optional("idempotency_key", .text), .optional("arguments", .text),
    ],
    indexes: [.init("contract", "seq"), .init("idempotency_key")], scratch: true)

  /// How many of a contract are kept.
  static let kept: Int64 = 100

  static func id(contract: Int64, seq: Int64) -> String { "ctr-\(contract)/\(seq)" }

  var id: String { Self.id(contract: contract, seq: seq) }

  var key: Value { .text(id) }

  var values: [Value] {
    [.integer(contract), .integer(seq), .integer(takenAt.milliseconds)]
      + Measure.allCases.map { Value(usage[$0]) } + [
        .integer(used), .integer(refund), Value(idempotency?.key), Value(idempotency?.arguments),
      ]
  }
}

extension UsageSample {
  init(_ row: TableRow) throws {
    contract = try row.integer("contract")
    seq = try row.integer("seq")
    takenAt = Timestamp(milliseconds: try row.integer("taken_at"))
    usage = try Usage { try row.optionalInteger($0.rawValue) }
    used = try row.integer("used")
    refund = try row.integer("refund")
    if let key = try row.optionalText("idempotency_key") {
      idempotency = .init(key: key, arguments: try row.text("arguments"))
    }
  }

  // MARK: As text in the journal

  /// All but the idempotency key, which the entry has itself.
  var json: JSON {
    let numbers = [
      ("contract", contract), ("refund", refund), ("seq", seq),
      ("taken_at", takenAt.milliseconds), ("used", used),
    ]
    let measures = Measure.allCases.compactMap { measure in
      usage[measure].map { (measure.rawValue, $0) }
    }
    return .object((numbers + measures).map { JSON.Member($0.0, .string(String($0.1))) })
  }

  /// - Throws: `damaged` where `json` is no sample.
  init(_ json: JSON) throws {
    func integer(_ name: String) throws -> Int64 {
      guard let value = json[name]?.integer else {
        throw Failure(.damaged, "a sample in the journal has no \(name)")
      }
      return value
    }
    contract = try integer("contract")
    seq = try integer("seq")
    takenAt = Timestamp(milliseconds: try integer("taken_at"))
    usage = try Usage { json[$0.rawValue] == nil ? nil : try integer($0.rawValue) }
    used = try integer("used")
    refund = try integer("refund")
  }
}
