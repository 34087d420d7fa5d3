// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("What lapsed, read before and after somebody records it")
struct LapseReadingTests {
  private func ledger(
    _ backend: Location.Backend, after wait: Int64 = 60_000
  ) throws -> TestLedger {
    let ledger = try threePeople(backend)
    ledger.clock += 1000
    for (amount, span) in [("4", "5s"), ("7", "2s"), ("1.50ZAR", "3s"), ("2", "1h")] {
      ledger("ledger hold alice \(amount) --to bob --expires-in \(span)")
    }
    ledger("ledger capture hld-1 1")
    ledger.clock += wait
    ledger("ledger credit alice 5 --reason late")
    return ledger
  }

  private static let questions: [String] = {
    var lines = ["holds", "holds --status open", "holds --status expired", "list-accounts"]
    lines += ["alice", "hold:hld-1", "hold:hld-2", "bob"].flatMap { name in
      ["balance \(name)", "report statement \(name)", "show-account \(name)"]
        + ["recorded", "effective"].flatMap { basis in
          ["02", "03", "05.999", "06"].flatMap { second in
            let time = "2026-01-01T00:00:\(second)Z --by \(basis)"
            return ["balance \(name) --as-of \(time)", "report statement \(name) --as-of \(time)"]
              + (name == "alice" ? ["report trial --as-of \(time)"] : [])
          }
        }
    }
    return lines + [
      "report trial", "report trial --by effective", "report activity",
      "report activity --by effective", "limit list",
      "report statement alice --since 2026-01-01T00:00:03Z --asset TOKEN",
      "report activity --since 2026-01-01T00:00:03Z --until 2026-01-01T00:00:04Z",
    ]
  }()

  /// Also where it is recorded at the very moment of the last lapse.
  @Test(arguments: Location.Backend.allCases, [5000, 60_000] as [Int64])
  func isTheSame(_ backend: Location.Backend, _ wait: Int64) throws {
    let ledger = try ledger(backend, after: wait)
    ledger("ledger limit set alice --per-day 50")
    let ask = { Self.questions.map { ledger("ledger \($0) -o json").output } }
    let before = ask()
    #expect(!before.contains(""))
    #expect(try ledger("ledger sweep -o json").json()["expired_holds"]?.integer == 3)
    for (line, (one, other)) in zip(Self.questions, zip(before, ask())) {
      #expect(one == other, "\(line)")
    }
    #expect(ledger("ledger verify").status == 0)
  }

  @Test(arguments: Location.Backend.allCases)
  func asALineOfTheRegister(_ backend: Location.Backend) throws {
    let ledger = try ledger(backend)
    let lines = ledger("ledger report statement alice --asset TOKEN").output
    #expect(
      lines == """
        opening\t\t\t\tTOKEN\t0\t
        tx-1\t2026-01-01T00:00:00.000Z\tworld\t100\tTOKEN\t100\t
        tx-2\t2026-01-01T00:00:01.000Z\thold:hld-1\t-4\tTOKEN\t96\t
        tx-3\t2026-01-01T00:00:01.000Z\thold:hld-2\t-7\tTOKEN\t89\t
        tx-5\t2026-01-01T00:00:01.000Z\thold:hld-4\t-2\tTOKEN\t87\t
        hld-2\t2026-01-01T00:00:03.000Z\thold:hld-2\t7\tTOKEN\t94\t
        hld-1\t2026-01-01T00:00:06.000Z\thold:hld-1\t3\tTOKEN\t97\t
        tx-7\t2026-01-01T00:01:01.000Z\tworld\t5\tTOKEN\t102\tlate
        closing\t\t\t\tTOKEN\t102\t

        """)
  }

  /// What is not lapsed by now is not, however far ahead one asks.
  @Test func theFutureIsNotRead() throws {
    let ledger = try ledger(.sqlite)
    let later = try ledger("ledger balance alice --as-of 2030-01-01 -o json").json().array ?? []
    #expect(later.map { $0["held"]?.string } == ["2", "0.00"])
  }

  /// A full account cannot take back what it set aside; that stops neither its payments nor the
  /// others' holds.
  @Test(arguments: Location.Backend.allCases)
  func whatCannotGoBackWaits(_ backend: Location.Backend) throws {
    let ledger = try threePeople(backend)
    let most = Int64.max
    ledger("ledger hold alice 40 --expires-in 1s")
    ledger("ledger credit bob 1 --reason x")
    ledger("ledger hold bob 1 --expires-in 2s")
    ledger("ledger create-account owes --overdraft \(most)")
    #expect(ledger("ledger transfer owes alice \(most - 60)").status == 0)
    ledger.clock += 5000
    let swept = ledger("ledger sweep -o json")
    #expect(swept.status == 2)
    #expect(swept.errors.contains("hld-1: overflow: "))
    #expect(try swept.json()["expired_holds"]?.integer == 1)
    let failed = try swept.json()["failed"]?.array?.first
    #expect(failed?["id"]?.string == "hld-1")
    #expect(failed?["code"]?.string == "overflow")
    let stuck = try ledger("ledger balance alice --asset TOKEN -o json").json()
    #expect(stuck["balance"]?.string == "\(most)")
    #expect(stuck["held"]?.string == "40")
    #expect(ledger("ledger list-accounts").status == 0)
    #expect(ledger("ledger transfer alice bob 39").status == 0)
    #expect(ledger("ledger sweep").status == 2)
    #expect(ledger("ledger transfer alice bob 1").status == 0)
    #expect(ledger("ledger sweep -o json").status == 0)
    #expect(try ledger.balance("alice") == "\(most)")
    #expect(ledger("ledger verify").status == 0)
  }
}
