// SPDX-License-Identifier: GPL-3.0-or-later
import ContractPlugin
import LedgerCore
import Money
import Testing

@Suite("What the clock does")
struct ClockTests {
  private let hour: Int64 = 3_600_000

  private func at(_ milliseconds: Int64) -> Timestamp { BillingTests.at(milliseconds) }

  @Test(arguments: [
    (ContractTerms.OnExhaust.expire, Int64(-1), ContractStatus.active),
    (.expire, 0, .expired), (.expire, 1, .expired),
    (.pause, -1, .active), (.pause, 0, .paused), (.pause, 1_000_000, .paused),
    (.overdraw, -1, .active), (.overdraw, 0, .active), (.overdraw, 3_599_999, .active),
    (.overdraw, 3_600_000, .expired), (.overdraw, 1_000_000_000, .expired),
    (.pause, 86_399_999, .paused), (.pause, 86_400_000, .expired),
  ])
  func atTheExpiry(
    onExhaust: ContractTerms.OnExhaust, offset: Int64, status: ContractStatus
  ) throws {
    let contract = try BillingTests.contract(rate: 1_000_000, hours: "1", onExhaust)
    #expect(contract.status(at: at(hour + offset)) == status)
  }

  @Test func aReservationStartsAndEndsByTheClock() throws {
    let contract = try BillingTests.contract(rate: 1_000_000, hours: "1", start: 500)
    #expect(contract.status == .pending)
    #expect(contract.status(at: at(499)) == .pending)
    #expect(contract.elapsed(at: at(499)) == 0)
    #expect(contract.status(at: at(500)) == .active)
    #expect(contract.elapsed(at: at(600)) == 100)
    let (later, events) = contract.advanced(to: at(hour + 500))
    #expect(later.status == .expired)
    #expect(events.map(\.name) == [.started, .expired])
    #expect(events.map(\.at) == [at(500), at(hour + 500)])
    #expect(later.elapsed(at: at(10 * hour)) == hour)
  }

  @Test func aPauseIsNotBilledAndEndsWithTheContract() throws {
    var contract = try BillingTests.contract(rate: 1_000_000, hours: "1")
    contract.status = .paused
    contract.pausedSince = at(600_000)
    #expect(contract.elapsed(at: at(500_000)) == 500_000)
    #expect(contract.elapsed(at: at(900_000)) == 600_000)
    let (over, events) = contract.advanced(to: at(hour))
    #expect(over.status == .expired)
    #expect(over.pausedTime == hour - 600_000)
    #expect(over.pausedSince == nil)
    #expect(events.map(\.at) == [at(hour)])
    #expect(over.elapsed(at: at(5 * hour)) == 600_000)
  }

  @Test func exhaustionWhilePausedKeepsBothPausesApart() throws {
    var contract = try BillingTests.contract(rate: 1_000_000, hours: "1", .pause)
    contract.status = .paused
    contract.pausedSince = at(600_000)
    let later = contract.advanced(to: at(2 * hour)).contract
    #expect(later.isExhausted)
    #expect(later.pausedSince == at(hour))
    #expect(later.pausedTime == hour - 600_000)
    #expect(later.elapsed(at: at(3 * hour)) == 600_000)
    #expect(later.advanced(to: at(9 * hour)).events.isEmpty)
  }

  @Test func whatTheClockDidIsTheSameHoweverOftenOneLooks() throws {
    for onExhaust in ContractTerms.OnExhaust.allCases {
      let contract = try BillingTests.contract(rate: 35_000_000, hours: "1.5", onExhaust, start: 9)
      var stepped = contract
      for step in stride(from: Int64(0), through: 3 * hour, by: 600_000) {
        stepped = stepped.advanced(to: at(step)).contract
      }
      #expect(stepped == contract.advanced(to: at(3 * hour)).contract)
    }
  }

  @Test func theNextInstantThatMatters() throws {
    var contract = try BillingTests.contract(rate: 1, hours: "1", start: 5)
    #expect(contract.dueAt == at(5))
    contract = contract.advanced(to: at(5)).contract
    #expect(contract.dueAt == at(hour + 5))
    contract = contract.advanced(to: at(2 * hour)).contract
    #expect(contract.dueAt == at(hour + 5))
    #expect(try BillingTests.contract(rate: 1, hours: "1", .overdraw).dueAt == at(2 * hour))
    let exhausted = try BillingTests.contract(rate: 1, hours: "1", .pause).advanced(to: at(hour))
    #expect(exhausted.contract.dueAt == at(25 * hour))
  }
}
