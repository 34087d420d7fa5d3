// SPDX-License-Identifier: GPL-3.0-or-later
import ContractPlugin
import Money
import Store
import TestKit
import Testing

@Suite("Nothing is ever lost")
struct ConservationTests {
  /// Random lives of contracts; after each command, what must hold is checked from outside.
  @Test(arguments: [(Location.Backend.sqlite, UInt64(1)), (.sqlite, 20_261), (.json, 42)])
  func randomSequences(_ backend: Location.Backend, _ seed: UInt64) throws {
    print("seed \(seed)")
    var random = Seeded(seed)
    let rig = try Rig(backend)
    rig("ledger create-account bob --balance 0.05SOL --overdraft 0.01SOL")
    rig("ledger credit pool:cashback 0.001SOL --reason promo")
    rig("rig budget bob --spend 1000000000000")
    var now: Int64 = 0
    var made = 0
    for step in 0..<120 {
      now += Int64.random(in: 0...900_000, using: &random)
      rig.clock(now)
      let id = "ctr-\(Int.random(in: 1...max(1, made), using: &random))"
      let line = command(id, &random)
      let result = rig("\(line) -o json")
      let comment = Comment(rawValue: "seed \(seed), step \(step): \(line) \(result.errors)")
      #expect([0, 3, 5].contains(result.status), comment)
      // Ending is refused for a state only, never for the sake of anybody's account.
      if line.hasPrefix("contract settle") || line.hasPrefix("rig evict"), result.status == 5 {
        #expect(result.code == "bad-state", comment)
      }
      if line == "contract sweep" { #expect(result.status == 0, comment) }
      if result.status == 0, line.hasPrefix("rig open") { made += 1 }
      if step % 20 == 19 { #expect(rig.faults() == "", comment) }
    }
    #expect(made > 3)
    rig.clock(now + 1_000_000_000)
    #expect(rig("contract sweep").status == 0)
    #expect(rig("contract list --status active -q").output == "")
    #expect(rig("contract list --status paused -q").output == "")
    #expect(rig("contract snapshot -o json").output.contains(#""escrow_locked":"0.000000000""#))
    #expect(rig.faults() == "")
    let sums = try rig("contract list -o json").json().array ?? []
    for contract in sums {
      let paid = try amount(contract["prepaid"]) + amount(contract["settlement"]?["drawn"])
      let gone =
        try amount(contract["used"]) - amount(contract["settlement"]?["waived"])
        + amount(contract["refund"])
      #expect(paid == gone, "seed \(seed): \(contract.canonicalText)")
    }
  }

  private func command(_ id: String, _ random: inout Seeded) -> String {
    let tier = ["M2", "ORIN", "M3_ULTRA", "THOR"].randomElement(using: &random) ?? "M2"
    let wallet = Bool.random(using: &random) ? "alice" : "bob"
    let end = ["expire", "pause", "overdraw"].randomElement(using: &random) ?? "expire"
    let hours = "0.\(Int.random(in: 1...9999, using: &random))"
    let account =
      ["alice", "bob", "treasury", "pool:cashback", "revenue:rent"]
      .randomElement(using: &random) ?? "alice"
    return switch Int.random(in: 0..<14, using: &random) {
    case 0...3:
      "rig open \(wallet) \(tier) \(hours) --on-exhaust \(end) --fee 333 --cashback 100 --sla 7"
    case 4: "contract pause \(id)"
    case 5: "contract resume \(id)"
    case 6: "contract extend \(id) --hours \(hours)"
    case 7: "contract settle \(id)"
    case 8: "rig evict \(id)"
    case 9: "ledger freeze \(account)"
    case 10: "ledger thaw \(account)"
    case 11:
      "ledger limit set \(account) --per-day 0.0\(Int.random(in: 1...999, using: &random))SOL"
    case 12: "ledger limit remove \(account)"
    default: "contract sweep"
    }
  }

  private func amount(_ json: JSON?) throws -> Int64 {
    guard let text = json?.string else { return 0 }
    return try DecimalText.minor(text)
  }
}

extension DecimalText {
  /// The minor units of text with nine decimals.
  fileprivate static func minor(_ text: String) throws -> Int64 {
    let digits = text.filter { $0 != "." }
    return Int64(digits) ?? 0
  }
}
