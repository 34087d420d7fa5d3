// SPDX-License-Identifier: GPL-3.0-or-later
import DevicePlugin
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("Devices")
struct DeviceTests {
  private let start: Int64 = 1_767_225_600_000

  private func ledger(_ backend: Location.Backend = .sqlite) throws -> TestLedger {
    try TestLedger([LedgerPlugin.self, DevicePlugin.self], backend: backend)
  }

  private func head(_ ledger: TestLedger) throws -> String? {
    try ledger("ledger info -o json").json()["head"]?.string
  }

  @Test(arguments: Location.Backend.allCases)
  func theSeedAddsFourTiersAndTwelveDevicesOnce(_ backend: Location.Backend) throws {
    let ledger = try ledger(backend)
    let first = try ledger("device seed -o json").json()
    #expect(first["tiers"]?.integer == 4)
    #expect(first["devices"]?.integer == 12)
    let head = try head(ledger)
    #expect(try ledger("device seed -o json").json()["devices"]?.integer == 0)
    #expect(try self.head(ledger) == head)
    let tiers = try ledger("device tier list -o json").json().array
    #expect(tiers?.map { $0["id"]?.string } == ["M2", "ORIN", "M3_ULTRA", "THOR"])
    #expect(
      tiers?.map { $0["rate"]?.string } == [
        "0.001000000", "0.004000000", "0.025000000", "0.035000000",
      ])
    let counts = ["M2": 3, "ORIN": 4, "M3_ULTRA": 2, "THOR": 3]
    for (tier, count) in counts {
      #expect(try ledger("device list --tier \(tier) -o json").json().array?.count == count)
    }
    #expect(ledger("ledger verify").status == 0)
  }

  @Test func theSeedLeavesWhatIsThereAlone() throws {
    let ledger = try ledger()
    ledger("device tier set M2 --rate 9SOL --memory little")
    ledger("device add m2-1 --tier M2 --slots 7 --region moon")
    let seeded = try ledger("device seed -o json").json()
    #expect(seeded["tiers"]?.integer == 3)
    #expect(seeded["devices"]?.integer == 11)
    #expect(try ledger("device show m2-1 -o json").json()["region"]?.string == "moon")
  }

  @Test(arguments: Location.Backend.allCases)
  func theDemoOfANewLedger(_ backend: Location.Backend) throws {
    let ledger = try TestLedger([LedgerPlugin.self, DevicePlugin.self], backend: nil)
    #expect(ledger("ledger init --demo --backend \(backend.rawValue)").status == 0)
    #expect(try ledger("device list -o json").json().array?.count == 12)
    for name in ["alice", "bob", "carol"] {
      let balance = try ledger("ledger balance \(name) --asset SOL -o json").json()
      #expect(balance["balance"]?.string == "10.000000000")
    }
    #expect(ledger("ledger verify").status == 0)
  }

  @Test func aTierCostsItsGPUsToo() throws {
    let ledger = try ledger()
    let tier = try ledger(
      "device tier set BIG --rate 0.5SOL --memory 1TB --gpus 8 --gpu-rate 0.25 --workload all -o json"
    ).json()
    #expect(tier["rate"]?.string == "2.500000000")
    #expect(tier["base_rate"]?.string == "0.500000000")
    #expect(tier["gpus"]?.integer == 8)
    ledger("device tier set BIG --rate 1ZAR --gpu-rate 0")
    #expect(try ledger("device tier list -o json").json().array?.first?["asset"]?.string == "ZAR")
  }

  @Test(arguments: [
    ("tier set M2 --rate 0 --memory x", 64, "bad-amount"),
    ("tier set M2 --rate 1 --memory x --gpu-rate 1ZAR", 64, "bad-value"),
    ("tier set NEW --rate 1", 64, "missing-argument"),
    ("tier set a:b --rate 1 --memory x", 64, "bad-name"),
    ("add x --tier NONE", 3, "not-found"), ("add x", 64, "missing-argument"),
    ("add m2-1 --tier M2", 4, "exists"), ("add x --tier M2 --slots 0", 64, "bad-value"),
    ("add a/b --tier M2", 64, "bad-name"), ("add x --tier M2 --owner nobody", 3, "not-found"),
    ("add x --tier M2 --owner escrow:a", 5, "reserved-account"),
    ("list --tier NONE", 3, "not-found"), ("show nothing", 3, "not-found"),
    ("audit m2-1", 64, "usage"), ("audit m2-1 --pass --fail", 64, "usage"),
    ("heartbeat nothing", 3, "not-found"), ("retire nothing", 3, "not-found"),
    ("list --window 0s", 64, "bad-value"), ("list --window 400d", 64, "bad-value"),
  ])
  func refusals(_ line: String, _ status: Int32, _ code: String) throws {
    let ledger = try ledger()
    ledger("device seed")
    let head = try head(ledger)
    let result = ledger("device \(line) -o json")
    #expect(result.status == status)
    #expect(result.code == code)
    #expect(try self.head(ledger) == head)
  }

  @Test func addShowsWhatWasGiven() throws {
    let ledger = try ledger()
    ledger("device seed")
    ledger("ledger create-account dora")
    ledger(
      "device add box --tier THOR --slots 3 --owner dora --region za --uri ssh://b --address 9x --ram 64"
    )
    let device = try ledger("device show box -o json").json()
    #expect(device["slots"]?.integer == 3)
    #expect(device["free_slots"]?.integer == 3)
    #expect(device["owner"]?.string == "dora")
    #expect(device["uri"]?.string == "ssh://b")
    #expect(device["address"]?.string == "9x")
    #expect(device["ram_gb"]?.integer == 64)
    #expect(device["audit"]?.string == "unaudited")
    ledger("device audit box --fail --note hot")
    #expect(try ledger("device show box -o json").json()["audit_note"]?.string == "hot")
    let lines = #"{"name":"n1","tier":"M2","slots":2}"# + "\n" + #"{"name":"n2","tier":"M2"}"#
    #expect(ledger("device add --from - -q", input: lines).output == "n1\nn2\n")
  }

  @Test func aRetiredDeviceIsOutForGood() throws {
    let ledger = try ledger()
    ledger("device seed")
    let first = ledger("device retire m2-1 -o json").output
    let head = try head(ledger)
    #expect(ledger("device retire m2-1 -o json").output == first)
    #expect(ledger("device heartbeat m2-1 -o json").code == "bad-state")
    #expect(ledger("device audit m2-1 --pass -o json").code == "bad-state")
    #expect(try self.head(ledger) == head)
    #expect(!ledger("device list --available").output.contains("m2-1"))
    #expect(ledger("device list").output.contains("m2-1"))
  }

  // MARK: Heartbeats

  @Test(arguments: Location.Backend.allCases)
  func heartbeatsAreJournaledByTheHour(_ backend: Location.Backend) throws {
    let ledger = try ledger(backend)
    ledger("device seed")
    let head = try head(ledger)
    for minute in 1...59 {
      ledger.clock = start + Int64(minute) * 60_000
      ledger("device heartbeat m2-1")
    }
    #expect(try self.head(ledger) == head)
    // The first minute was missed, and the one that goes on does not count yet.
    #expect(try uptime("m2-1", ledger) == "98.30")
    ledger.clock = start + 90 * 60_000
    #expect(try uptime("m2-1", ledger) == "65.55")
    ledger("device heartbeat m2-1")
    #expect(try self.head(ledger) != head)
    #expect(try uptime("m2-1", ledger) == "65.55")
    ledger.clock = start + 24 * 3_600_000
    #expect(try uptime("m2-1", ledger) == "4.16")
    #expect(try uptime("m2-1", ledger, "--window 23h") == "0.07")
    #expect(try uptime("m2-1", ledger, "--window 1h") == "0.00")
    #expect(try uptime("m2-2", ledger) == "0.00")
    #expect(ledger("ledger verify").status == 0)
  }

  @Test func manyHeartbeatsAtOnceDoNotMakeUpForSilence() throws {
    let ledger = try ledger()
    ledger("device seed")
    ledger.clock = start + 60_000
    for _ in 0..<200 { ledger("device heartbeat m2-1") }
    #expect(try uptime("m2-1", ledger) == "0.00")
    ledger.clock = start + 4 * 3_600_000
    #expect(try uptime("m2-1", ledger) == "0.41")
    ledger("device retire m2-1")
    #expect(try uptime("m2-1", ledger) == "0.41")
  }

  @Test func aDeviceThatIsNewHasNoUptimeYet() throws {
    let ledger = try ledger()
    ledger("device seed")
    #expect(try uptime("m2-1", ledger) == nil)
  }

  private func uptime(
    _ device: String, _ ledger: TestLedger, _ options: String = ""
  ) throws -> String? {
    try ledger("device show \(device) \(options) -o json").json()["uptime"]?.string
  }
}
