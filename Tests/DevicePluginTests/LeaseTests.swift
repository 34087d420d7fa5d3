// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerCore
import Testing

// SPDX-License-Identifier: GPL-3.0-or-later
@testable import DevicePlugin

@Suite("Leases")
struct LeaseTests {
  struct Case: Sendable {
    let spans: [(Int64, Int64)]
    let most: Int64
  }

  static let cases: [Case] = [
    Case(spans: [], most: 0), Case(spans: [(0, 10)], most: 1),
    Case(spans: [(0, 10), (10, 20)], most: 1), Case(spans: [(0, 10), (9, 20)], most: 2),
    Case(spans: [(5, 5), (0, 10)], most: 1),
    Case(spans: [(0, 100), (10, 20), (20, 30), (25, 40)], most: 3),
    Case(spans: [(0, Int64.max), (0, Int64.max)], most: 2), Case(spans: [(10, 5)], most: 0),
  ]

  @Test(arguments: cases)
  func theMostAtOnce(_ given: Case) {
    #expect(Leases.peak(of: given.spans.map { (since: $0.0, until: $0.1) }) == given.most)
  }

  @Test func theMostAtOnceAgreesWithCountingEveryInstant() {
    var seed: UInt64 = 64
    let next = { (bound: Int64) -> Int64 in
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int64(seed >> 33) % bound
    }
    for _ in 0..<200 {
      let spans = (0..<8).map { _ -> (since: Int64, until: Int64) in
        let since = next(30)
        return (since, since + next(10))
      }
      let counted = (0..<50).map { instant in
        Int64(spans.count { $0.since <= instant && instant < $0.until })
      }.max()
      #expect(Leases.peak(of: spans) == counted, "seed 64")
    }
  }

  @Test func uptimeIsRoundedDownAndComparedExactly() {
    #expect(Uptime(received: 1, expected: 3).percent == "33.33")
    #expect(Uptime(received: 2, expected: 3).percent == "66.66")
    #expect(Uptime(received: 5, expected: 3).percent == "100.00")
    #expect(Uptime(received: 0, expected: 0).percent == nil)
    #expect(Uptime(received: 1, expected: 3).missedPercent == 66)
    #expect(Uptime(received: 1439, expected: 1440).missedPercent == 0)
    // 60.999 %, rounded down once.
    #expect(Uptime(received: 39_001, expected: 100_000).missedPercent == 60)
    #expect(Uptime(received: 0, expected: 0).missedPercent == 0)
    #expect(Uptime(received: 99, expected: 100) < Uptime(received: 0, expected: 0))
    #expect(!(Uptime(received: 0, expected: 0) < Uptime(received: 5, expected: 5)))
    #expect(Uptime(received: 1, expected: 3) < Uptime(received: 2, expected: 5))
    #expect(!(Uptime(received: 2, expected: 4) < Uptime(received: 1, expected: 2)))
  }
}
