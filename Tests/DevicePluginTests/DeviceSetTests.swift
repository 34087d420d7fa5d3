// SPDX-License-Identifier: GPL-3.0-or-later
import DevicePlugin
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("Changing devices, and taking them into service again")
struct DeviceSetTests {
  @Test(arguments: Location.Backend.allCases)
  func whatIsNotNamedStays(_ backend: Location.Backend) throws {
    let yard = try Yard(backend)
    yard("ledger create-account dora")
    yard("device add x --tier M2 --slots 2 --region za --uri ssh://x --address 9x --ram 8")
    yard("device audit x --pass --note seen")
    var known = [
      "slots": "2", "owner": "treasury", "region": "za", "uri": "ssh://x", "address": "9x",
      "ram_gb": "8", "audit": "passed", "audit_note": "seen", "tier": "M2",
    ]
    let steps = [
      ("--slots 5", ["slots": "5"]), ("--owner dora", ["owner": "dora"]),
      ("--region ke --ram 16", ["region": "ke", "ram_gb": "16"]), ("--uri y", ["uri": "y"]),
      ("--address 7z --slots 1", ["address": "7z", "slots": "1"]),
    ]
    for (options, changes) in steps {
      known.merge(changes) { $1 }
      #expect(yard("device set x \(options)").output == "x\n")
      let shown = try yard.show("x")
      for (name, text) in known {
        #expect(
          shown[name]?.string ?? shown[name]?.integer.map(String.init) == text,
          "\(options): \(name)")
      }
    }
    #expect(yard.faults() == "")
  }

  @Test(arguments: [
    ("", "missing-argument", 64), ("d1", "missing-argument", 64),
    ("nothing --slots 1", "not-found", 3), ("d1 --slots 0", "bad-value", 64),
    ("d1 --slots 1000001", "bad-value", 64), ("d1 --ram 0", "bad-value", 64),
    ("d1 --owner nobody", "not-found", 3), ("d1 --owner escrow:a", "reserved-account", 5),
    ("d1 --tier M2", "unknown-option", 64), ("d2 --slots 3", "bad-state", 5),
    ("d1 --slots 2 --at 2025-12-31", "clock-regression", 4),
  ])
  func whatIsRefused(_ words: String, _ code: String, _ status: Int32) throws {
    let yard = try Yard(slots: [1, 1])
    yard("device retire d2")
    let head = try yard.head()
    let result = yard("device set \(words) -o json")
    #expect((result.code, result.status) == (code, status), "\(result.errors)")
    #expect(try yard.head() == head)
  }

  @Test(arguments: Location.Backend.allCases)
  func fewerSlotsThanLeases(_ backend: Location.Backend) throws {
    let yard = try Yard(backend, slots: [3])
    for number in 1...3 { yard("lease open ctr-\(number) d1 \(yard.at(0)) \(yard.at(1000))") }
    #expect(yard("device set d1 --slots 1").status == 0)
    #expect(try yard.freeSlots("d1") == 0)
    #expect(try yard.activeLeases("d1") == 3)
    #expect(yard("lease pick M2 \(yard.at(0)) -o json").code == "no-capacity")
    #expect(yard.faults() == "")
    yard.clock(1000)
    #expect(try yard.freeSlots("d1") == 1)
    #expect(yard.faults() == "")
  }

  @Test(arguments: Location.Backend.allCases)
  func aBatchAndAKey(_ backend: Location.Backend) throws {
    let yard = try Yard(backend, slots: [1, 1])
    let lines = #"{"name":"d1","region":"za"}"# + "\n" + #"{"name":"d2","ram":64}"#
    #expect(yard("device set --from - -q", input: lines).output == "d1\nd2\n")
    #expect(try yard.show("d2")["ram_gb"]?.integer == 64)
    let first = yard("device set d1 --slots 2 --idempotency-key k -o json")
    let head = try yard.head()
    #expect(yard("device set d1 --slots 2 --idempotency-key k -o json").output == first.output)
    #expect(
      yard("device set d1 --slots 3 --idempotency-key k -o json").code == "idempotency-mismatch")
    #expect(try yard.head() == head)
  }

  @Test(arguments: Location.Backend.allCases)
  func restoringUndoesRetiring(_ backend: Location.Backend) throws {
    let yard = try Yard(backend)
    let head = try yard.head()
    // In service already: nothing is written.
    #expect(yard("device restore d1 -q").output == "d1\n")
    #expect(try yard.head() == head)
    yard("device audit d1 --pass --note ok")
    yard("device retire d1")
    #expect(yard("lease pick M2 \(yard.at(0)) -o json").code == "no-capacity")
    let restored = try yard("device restore d1 -o json").json()
    #expect(restored["retired"] == .bool(false))
    #expect(restored["audit"]?.string == "passed")
    #expect(yard("lease pick M2 \(yard.at(0)) -q").output == "d1\n")
    #expect(yard("device heartbeat d1").status == 0)
    #expect(yard("device restore nothing -o json").code == "not-found")
    #expect(yard("device retire - -q", input: "d1\n").output == "d1\n")
    #expect(yard("device restore - -q", input: "d1\n").output == "d1\n")
    #expect(yard.faults() == "")
  }

  @Test func oneThatFailedItsAuditIsRentedByNameAlone() throws {
    let yard = try Yard(slots: [1, 1])
    yard("device audit d1 --fail")
    #expect(yard("lease pick M2 \(yard.at(0)) -q").output == "d2\n")
    yard("device audit d2 --fail")
    #expect(yard("lease pick M2 \(yard.at(0)) -o json").code == "no-capacity")
    #expect(yard("lease pick M2 \(yard.at(0)) --device d1 -q").output == "d1\n")
  }

  @Test func leasesInTheOrderOfIds() throws {
    let yard = try Yard(slots: [20])
    for number in [10, 2, 1, 11, 9] {
      yard("lease open ctr-\(number) d1 \(yard.at(Int64(100 - number)))")
    }
    let leases = try yard.show("d1")["leases"]?.array?.map { $0["id"]?.string }
    #expect(leases == ["ctr-1", "ctr-2", "ctr-9", "ctr-10", "ctr-11"])
    #expect(yard("device retire d1 -o json").detail("contract") == "ctr-1")
  }
}
