// SPDX-License-Identifier: GPL-3.0-or-later
import Store
import TestKit
import Testing

@Suite("rent create --tx: money from the settlement rail")
struct RentRailTests {
  private let order = "rent create --wallet ada --tier THOR --hours 1 --tx"

  @Test("the price moves on, the rest goes to the wallet", arguments: Location.Backend.allCases)
  func paid(_ backend: Location.Backend) throws {
    let ledger = try platform(backend)
    let tx = signature(2)
    ledger.run("ledger", "credit", "rail:\(tx)", "0.05SOL", "--reason", "paid on chain")
    let made = ledger("\(order) \(tx) -o json")
    #expect(made.status == 0, "\(made.errors)")
    #expect(try made.json()["prepaid"]?.string == "0.035000000")
    #expect(ledger.available("rail:\(tx)") == "0.000000000")
    #expect(ledger.available("escrow:contract:ctr-1") == "0.035000000")
    #expect(ledger.available("ada") == "100.015000000")
    ledger.wait(1_043_456)
    ledger("contract settle ctr-1")
    #expect(ledger.available("ada") == "100.039855000")
    #expect(ledger.isSound)
  }

  @Test("one signature pays once, for whatever is ordered", arguments: Location.Backend.allCases)
  func reused(_ backend: Location.Backend) throws {
    let ledger = try platform(backend)
    let tx = signature(3)
    ledger.run("ledger", "credit", "rail:\(tx)", "1SOL", "--reason", "paid on chain")
    #expect(ledger("\(order) \(tx)").status == 0)
    ledger.run("ledger", "credit", "rail:\(tx)", "1SOL", "--reason", "again")
    let head = ledger.head
    for line in ["\(order) \(tx)", "contract extend ctr-1 --hours 1 --tx \(tx)"] {
      let again = ledger(line + " -o json")
      #expect(again.status == 4)
      #expect(again.code == "proof-reused")
    }
    #expect(ledger.head == head)
    #expect(ledger.isSound)
  }

  @Test("nothing there")
  func nothing() throws {
    let ledger = try platform()
    let result = ledger("\(order) \(signature(4)) -o json")
    #expect(result.status == 3)
    #expect(result.code == "payment-not-found")
    // A payment that comes later is not lost.
    ledger.run("ledger", "credit", "rail:\(signature(4))", "1SOL", "--reason", "late")
    #expect(ledger("\(order) \(signature(4))").status == 0)
    #expect(ledger.isSound)
  }

  @Test("less than the price")
  func underpaid() throws {
    let ledger = try platform()
    ledger.run("ledger", "credit", "rail:\(signature(5))", "0.034SOL", "--reason", "too little")
    let result = ledger("\(order) \(signature(5)) -o json")
    #expect(result.status == 5)
    #expect(result.code == "underpaid")
    #expect(result.detail("required") == "0.035000000")
    #expect(ledger.available("rail:\(signature(5))") == "0.034000000")
    #expect(ledger.isSound)
  }

  @Test(
    "what is no signature",
    arguments: [
      "test", "1", String(repeating: "1", count: 63), String(repeating: "1", count: 65),
      String(repeating: "0", count: 64), String(repeating: "z", count: 88),
    ])
  func malformed(_ text: String) throws {
    let ledger = try platform()
    let result = ledger("\(order) \(text) -o json")
    #expect(result.status == 64, "\(result.errors)")
    #expect(result.code == "bad-value")
    #expect(ledger.isSound)
  }

  @Test("a rail that is not there")
  func otherRail() throws {
    let ledger = try platform()
    ledger.environment["SI64_RENT_RAIL"] = "carrier-pigeon"
    let result = ledger("\(order) \(signature(6)) -o json")
    #expect(result.status == 78)
    #expect(result.code == "not-configured")
  }
}
