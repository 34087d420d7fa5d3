// SPDX-License-Identifier: GPL-3.0-or-later
import Store
import TestKit
import Testing

@Suite("rent reserve, and what happens when time is up")
struct RentReserveTests {
  @Test("begins by the clock, is charged from there", arguments: Location.Backend.allCases)
  func start(_ backend: Location.Backend) throws {
    let ledger = try platform(backend)
    let line =
      "rent reserve --wallet ada --tier THOR --hours 1 --start 2026-01-01T06:00:00Z -o json"
    let made = ledger(line)
    #expect(made.status == 0, "\(made.errors)")
    #expect(try made.json()["status"]?.string == "pending")
    #expect(ledger.available("ada") == "99.965000000")
    ledger.wait(6 * 3_600_000)
    #expect(try ledger.field("status", of: "contract show ctr-1") == "active")
    #expect(try ledger.field("used", of: "contract show ctr-1") == "0.000000000")
    ledger.wait(1_043_456)
    #expect(try ledger.field("used", of: "contract settle ctr-1") == "0.010145000")
    #expect(ledger.available("ada") == "99.989855000")
    #expect(ledger.isSound)
  }

  @Test("the device is kept free for it, and only then")
  func capacity() throws {
    let ledger = try platform()
    for _ in 0..<3 {
      let line = "rent reserve --wallet ada --tier THOR --hours 2 --start 2026-01-01T02:00:00Z"
      #expect(ledger(line).status == 0)
    }
    #expect(ledger("rent create --wallet ada --tier THOR --hours 2").status == 0)
    let late = ledger("rent create --wallet ada --tier THOR --hours 2.0001 -o json")
    #expect(late.code == "no-capacity")
    let after = "rent reserve --wallet ada --tier THOR --hours 1 --start 2026-01-01T04:00:00Z"
    #expect(ledger(after).status == 0)
    #expect(ledger.isSound)
  }

  @Test("cancelled before it begins, all is given back; after that it is too late")
  func cancel() throws {
    let ledger = try platform()
    let line = "rent reserve --wallet ada --tier THOR --hours 1 --start 2026-01-02"
    ledger(line)
    ledger(line)
    #expect(ledger("contract cancel ctr-1").status == 0)
    #expect(ledger.available("ada") == "99.965000000")
    ledger.wait(86_400_000)
    let late = ledger("contract cancel ctr-2 -o json")
    #expect(late.status == 5)
    #expect(late.code == "bad-state")
    #expect(ledger.isSound)
  }

  @Test(
    "starts that are none",
    arguments: [
      ("2025-12-31", 64, "bad-value"), ("2026-01-01T00:00:00Z", 64, "bad-value"),
      ("soon", 64, "bad-time"),
    ] as [(String, Int32, String)])
  func badStart(_ start: String, _ status: Int32, _ code: String) throws {
    let ledger = try platform()
    let result = ledger("rent reserve --wallet ada --tier THOR --hours 1 --start \(start) -o json")
    #expect(result.status == status, "\(result.output)\(result.errors)")
    #expect(result.code == code)
  }

  @Test("expire: use stops with the paid time")
  func expire() throws {
    let ledger = try platform()
    ledger("rent create --wallet ada --tier THOR --hours 1 --on-exhaust expire")
    ledger.wait(5_400_000)
    #expect(try ledger.field("status", of: "contract show ctr-1") == "expired")
    #expect(try ledger.field("used", of: "contract settle ctr-1") == "0.035000000")
    #expect(ledger.available("ada") == "99.965000000")
    #expect(ledger.isSound)
  }

  @Test("pause: it waits for an extension")
  func pause() throws {
    let ledger = try platform()
    ledger("rent create --wallet ada --tier THOR --hours 1 --on-exhaust pause")
    ledger.wait(5_400_000)
    #expect(try ledger.field("status", of: "contract show ctr-1") == "paused")
    #expect(ledger("contract extend ctr-1 --hours 1").status == 0)
    #expect(try ledger.field("status", of: "contract show ctr-1") == "active")
    ledger.wait(1_800_000)
    #expect(try ledger.field("used", of: "contract settle ctr-1") == "0.052500000")
    #expect(ledger.available("ada") == "99.947500000")
    #expect(ledger.isSound)
  }

  @Test(
    "overdraw: it runs on, and the wallet pays what it can", arguments: Location.Backend.allCases)
  func overdraw(_ backend: Location.Backend) throws {
    let ledger = try platform(backend)
    ledger("ledger create-account poor --balance 0.04SOL")
    ledger("rent create --wallet ada --tier THOR --hours 1 --on-exhaust overdraw")
    ledger("rent create --wallet poor --tier THOR --hours 1 --on-exhaust overdraw")
    ledger.wait(7_199_999)
    #expect(try ledger.field("status", of: "contract show ctr-1") == "active")
    ledger.wait(1)
    #expect(try ledger.field("status", of: "contract show ctr-1") == "expired")
    #expect(try ledger.field("used", of: "contract settle ctr-1") == "0.070000000")
    #expect(ledger.available("ada") == "99.930000000")
    #expect(ledger("contract settle ctr-2").status == 0)
    #expect(ledger.available("poor") == "0.000000000")
    #expect(ledger.available("treasury") == "0.110000000")
    #expect(ledger.isSound)
  }
}
