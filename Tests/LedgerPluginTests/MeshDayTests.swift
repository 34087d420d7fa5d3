// SPDX-License-Identifier: GPL-3.0-or-later
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("The mesh seed's day")
struct MeshDayTests {
  @Test(arguments: Location.Backend.allCases)
  func balancesAfterOneTransfer(_ backend: Location.Backend) throws {
    let ledger = try TestLedger([LedgerPlugin.self], backend: backend)
    ledger("ledger create-account alice --balance 100")
    ledger("ledger create-account provider --balance 0")
    let transfer = ledger("ledger transfer alice provider 10 --job-id job_123 -o json")
    #expect(try transfer.json()["job_id"]?.string == "job_123")
    #expect(ledger("ledger balance alice").output == "TOKEN\t90\t90\t0\n")
    #expect(ledger("ledger balance provider").output == "TOKEN\t10\t10\t0\n")
    #expect(ledger("ledger verify").status == 0)
  }

  @Test(arguments: Location.Backend.allCases)
  func tooMuchIsRefusedAndChangesNothing(_ backend: Location.Backend) throws {
    let ledger = try TestLedger([LedgerPlugin.self], backend: backend)
    ledger("ledger create-account alice --balance 100")
    ledger("ledger create-account provider")
    let before = ledger("ledger info -o json").output
    let refused = ledger("ledger transfer alice provider 1000 -o json")
    #expect(refused.status == 5)
    #expect(refused.code == "insufficient-funds")
    #expect(refused.detail("required") == "1000")
    #expect(refused.detail("available") == "100")
    #expect(refused.detail("account") == "alice")
    #expect(refused.output.isEmpty)
    #expect(ledger("ledger info -o json").output == before)
  }
}
