// SPDX-License-Identifier: GPL-3.0-or-later
import Store
import TestKit
import Testing

@Suite("rent budget")
struct RentBudgetTests {
  @Test("set, add to, list, remove", arguments: Location.Backend.allCases)
  func lifecycle(_ backend: Location.Backend) throws {
    let ledger = try platform(backend)
    let made = ledger("rent budget set ada --max-rate 0.03 -o json")
    #expect(made.status == 0, "\(made.errors)")
    #expect(try made.json()["kind"]?.string == "budget")
    #expect(try made.json()["id"]?.string == "ada")
    #expect(try made.json()["max_rate"]?.string == "0.030000000")
    let more = try ledger("rent budget set ada --active-contracts 2 -o json").json()
    #expect(more["max_rate"]?.string == "0.030000000")
    #expect(more["active_contracts"]?.integer == 2)
    #expect(try ledger("rent budget list -o json").json().array?.count == 1)
    #expect(try ledger("rent budget list ada -o json").json().array?.count == 1)
    #expect(ledger("rent budget remove ada").status == 0)
    #expect(try ledger("rent budget list -o json").json().array?.isEmpty == true)
    let gone = ledger("rent budget remove ada -o json")
    #expect(gone.status == 3)
    #expect(gone.code == "not-found")
    #expect(ledger.isSound)
  }

  @Test("the highest rate")
  func maxRate() throws {
    let ledger = try platform()
    ledger("rent budget set ada --max-rate 0.025")
    try refused(ledger, "rent create --wallet ada --tier THOR --hours 1")
    #expect(ledger("rent create --wallet ada --tier M3_ULTRA --hours 1").status == 0)
    ledger("ledger create-account eve --balance 1SOL")
    #expect(ledger("rent create --wallet eve --tier THOR --hours 1").status == 0)
    #expect(ledger.isSound)
  }

  @Test("the sum of the rates of running contracts")
  func burnPerHour() throws {
    let ledger = try platform()
    ledger("rent budget set ada --burn-per-hour 0.06")
    #expect(ledger("rent create --wallet ada --tier THOR --hours 2").status == 0)
    #expect(ledger("rent create --wallet ada --tier M3_ULTRA --hours 1").status == 0)
    try refused(ledger, "rent create --wallet ada --tier M2 --hours 1")
    // An hour later the second one has expired, swept or not.
    ledger.wait(3_600_000)
    #expect(ledger("rent create --wallet ada --tier M2 --hours 1").status == 0)
    #expect(ledger.isSound)
  }

  @Test("contracts at a time")
  func activeContracts() throws {
    let ledger = try platform()
    ledger("rent budget set ada --active-contracts 1")
    #expect(ledger("rent create --wallet ada --tier M2 --hours 1").status == 0)
    try refused(ledger, "rent create --wallet ada --tier M2 --hours 1")
    ledger("contract settle ctr-1")
    #expect(ledger("rent create --wallet ada --tier M2 --hours 1").status == 0)
    #expect(ledger.isSound)
  }

  @Test("spending in a calendar month", arguments: Location.Backend.allCases)
  func spendPerMonth(_ backend: Location.Backend) throws {
    let ledger = try platform(backend)
    ledger("rent budget set ada --spend-per-month 0.1")
    #expect(ledger("rent create --wallet ada --tier THOR --hours 2").status == 0)
    try refused(ledger, "rent create --wallet ada --tier THOR --hours 1")
    #expect(ledger("rent create --wallet ada --tier THOR --hours 0.5").status == 0)
    // February counts anew.
    ledger.wait(31 * 86_400_000)
    #expect(ledger("rent create --wallet ada --tier THOR --hours 2").status == 0)
    #expect(ledger.isSound)
  }

  @Test("repeated keys, and many at once", arguments: Location.Backend.allCases)
  func repeated(_ backend: Location.Backend) throws {
    let ledger = try platform(backend)
    try ledger.write(
      """
      {"wallet":"ada","max_rate":"0.02"}
      {"wallet":"ada","active_contracts":3}

      """, to: "budgets.jsonl")
    #expect(ledger("rent budget set --from budgets.jsonl").output == "ada\nada\n")
    let listed = try ledger("rent budget list ada -o json").json().array?.first
    #expect(listed?["max_rate"]?.string == "0.020000000")
    #expect(listed?["active_contracts"]?.integer == 3)
    #expect(listed?["contracts"]?.integer == 0)
    let removed = ledger("rent budget remove ada --idempotency-key r1 -o json")
    #expect(removed.status == 0)
    let head = ledger.head
    #expect(ledger("rent budget remove ada --idempotency-key r1 -o json") == removed)
    #expect(ledger.head == head)
    #expect(ledger.isSound)
  }

  @Test("a limit keeps its asset")
  func asset() throws {
    let ledger = try platform()
    ledger("rent budget set ada --max-rate 1GRID")
    let other = ledger("rent budget set ada --burn-per-hour 1SOL -o json")
    #expect(other.status == 64)
    #expect(other.code == "bad-value")
    // A limit in another asset does not bind.
    #expect(ledger("rent create --wallet ada --tier THOR --hours 1").status == 0)
    #expect(
      try ledger("rent budget set ada --active-contracts 1 -o json").json()["asset"]?.string
        == "GRID")
    #expect(
      ledger("rent create --wallet ada --tier M2 --hours 1 -o json").code == "budget-exceeded")
    #expect(ledger.isSound)
  }

  @Test("an extension counts as well")
  func extend() throws {
    let ledger = try platform()
    ledger("rent budget set ada --spend-per-month 0.05")
    ledger("rent create --wallet ada --tier THOR --hours 1")
    try refused(ledger, "contract extend ctr-1 --hours 1")
    #expect(ledger.isSound)
  }

  @Test(
    "bad limits",
    arguments: [
      ("rent budget set ada", 64, "missing-argument"),
      ("rent budget set nobody --max-rate 1", 3, "not-found"),
      ("rent budget set ada --max-rate 0", 64, "bad-amount"),
      ("rent budget set ada --max-rate x", 64, "bad-amount"),
      ("rent budget set ada --max-rate 1XYZ", 64, "unknown-asset"),
      ("rent budget set ada --burn-per-hour 1 --spend-per-month 1GRID", 64, "bad-value"),
      ("rent budget set ada --active-contracts=-1", 64, "bad-value"),
      ("rent budget set ada --active-contracts x", 64, "usage"),
      ("rent budget list nobody", 3, "not-found"),
    ] as [(String, Int32, String)])
  func bad(_ line: String, _ status: Int32, _ code: String) throws {
    let ledger = try platform()
    let head = ledger.head
    let result = ledger(line + " -o json")
    #expect(result.status == status, "\(line): \(result.errors)")
    #expect(result.code == code, "\(line)")
    #expect(ledger.head == head)
  }

  private func refused(_ ledger: TestLedger, _ line: String) throws {
    let head = ledger.head
    let result = ledger(line + " -o json")
    #expect(result.status == 5, "\(line): \(result.output)\(result.errors)")
    #expect(result.code == "budget-exceeded", "\(line)")
    #expect(ledger.head == head)
  }
}
