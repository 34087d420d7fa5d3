// SPDX-License-Identifier: GPL-3.0-or-later
import DevicePlugin
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("Adding, auditing and retiring devices")
struct DeviceCareTests {
  static let refusals: [(arguments: String, code: String, status: Int32)] = [
    ("", "missing-argument", 64), ("x", "missing-argument", 64),
    ("--tier M2", "missing-argument", 64),
    ("x --tier m2", "not-found", 3), ("x --tier M2 --slots 0", "bad-value", 64),
    ("x --tier M2 --slots=-1", "bad-value", 64), ("x --tier M2 --slots 1000001", "bad-value", 64),

    ("x --tier M2 --ram 0", "bad-value", 64), ("x --tier M2 --ram=-8", "bad-value", 64),
    ("x --tier M2 --ram 1000001", "bad-value", 64),
    ("x --tier M2 --owner nobody", "not-found", 3), ("x --tier M2 --owner a::b", "bad-name", 64),
    ("x --tier M2 --owner hold:hld-1", "reserved-account", 5),
    ("x --tier M2 --owner issuer:SOL", "reserved-account", 5),
    ("x --tier M2 --owner card:crd-1", "reserved-account", 5),
    ("x --tier M2 --owner fx:spread", "reserved-account", 5),
    ("a:b --tier M2", "bad-name", 64), ("a@b --tier M2", "bad-name", 64),
    ("ü --tier M2", "bad-name", 64), ("d1 --tier M2", "exists", 4),
    ("d1 --tier NONE", "not-found", 3),
  ]

  @Test func whatCannotBeAdded() throws {
    let yard = try Yard()
    let head = try yard.head()
    for row in Self.refusals {
      let result = yard("device add \(row.arguments) -o json")
      #expect(result.code == row.code, "\(row.arguments)")
      #expect(result.status == row.status, "\(row.arguments)")
    }
    #expect(try yard.head() == head)
    #expect(yard.listed() == ["d1"])
  }

  @Test(arguments: ["treasury", "pool:fleet", "revenue:rent", "rail:x", "dora"])
  func whoCanOwnOne(_ owner: String) throws {
    let yard = try Yard()
    yard("ledger create-account dora")
    let device = try yard("device add x --tier M2 --owner \(owner) -o json").json()
    #expect(device["owner"]?.string == owner)
  }

  @Test(arguments: Location.Backend.allCases)
  func whatIsNotSaidHasADefault(_ backend: Location.Backend) throws {
    let yard = try Yard(backend)
    yard.clock(5)
    let device = try yard("device add x --tier M2 -o json").json()
    #expect(device["kind"]?.string == "device")
    #expect(device["slots"]?.integer == 1)
    #expect(device["owner"]?.string == "treasury")
    #expect(device["audit"]?.string == "unaudited")
    #expect(device["created_at"]?.string == yard.at(5))
    for key in ["region", "uri", "address", "ram_gb", "audit_note"] {
      #expect(device[key] == nil, "\(key)")
    }
    #expect(yard.faults() == "")
  }

  @Test func textsAreTextAndNothingElse() throws {
    let yard = try Yard()
    for option in ["--region", "--uri", "--address"] {
      for text in ["a\u{1B}b", "a\nb", "\u{9B}"] {
        let result = yard.ledger.run(
          "device", "add", "x", "--tier", "M2", option, text, "-o", "json")
        #expect(result.code == "bad-text", "\(option)")
      }
      let empty = yard.ledger.run("device", "add", "x", "--tier", "M2", option, "", "-o", "json")
      #expect(empty.code == "bad-value", "\(option)")
    }
    let device = yard.ledger.run(
      "device", "add", "x", "--tier", "M2", "--region", "São Paulo, 東京 🙂", "-o", "json")
    #expect(try device.json()["region"]?.string == "São Paulo, 東京 🙂")
  }

  @Test(arguments: Location.Backend.allCases)
  func aBatchIsAllOrNothing(_ backend: Location.Backend) throws {
    let yard = try Yard(backend)
    let head = try yard.head()
    let lines = [
      #"{"name":"n1","tier":"M2","slots":2,"ram":64}"#, #"{"name":"n2","tier":"NONE"}"#,
      #"{"name":"n3","tier":"M2","region":"za"}"#, #"{"name":"n1","tier":"M2"}"#,
      #"{"name":"n4","tier":"M2","colour":"red"}"#,
    ].joined(separator: "\n")
    let all = yard("device add --from - -o json", input: lines)
    #expect(all.code == "not-found")
    #expect((try? JSON(parsing: all.errors))?["error"]?["line"]?.integer == 2)
    #expect(try yard.head() == head)
    let some = yard("device add --from - --keep-going -q", input: lines)
    #expect(some.status == 2)
    #expect(some.output == "n1\nn3\n")
    #expect(yard.listed() == ["d1", "n1", "n3"])
    #expect(try yard.show("n1")["ram_gb"]?.integer == 64)
    let csv = yard(
      "device add --from - --input csv -q", input: "name,tier,slots,region\nc1,M2,3,\nc2,M2,,th\n")
    #expect(csv.output == "c1\nc2\n")
    #expect(try yard.freeSlots("c1") == 3)
    #expect(try yard.freeSlots("c2") == 1)
    #expect(yard.faults() == "")
  }

  @Test(arguments: Location.Backend.allCases)
  func oneKeyOneDevice(_ backend: Location.Backend) throws {
    let yard = try Yard(backend)
    let line = "device add x --tier M2 --slots 2 --idempotency-key k -o json"
    let first = yard(line)
    #expect(first.status == 0)
    yard("device audit x --pass")
    let head = try yard.head()
    #expect(yard(line).output == first.output)
    for other in ["x --tier M2", "x --tier M2 --slots 3", "y --tier M2 --slots 2"] {
      #expect(
        yard("device add \(other) --idempotency-key k -o json").code == "idempotency-mismatch")
    }
    #expect(try yard.head() == head)
  }

  // MARK: Audits

  @Test(arguments: Location.Backend.allCases)
  func theLastAuditCounts(_ backend: Location.Backend) throws {
    let yard = try Yard(backend)
    let steps = [
      ("--pass", "passed", nil), ("--fail --note hot", "failed", "hot"),
      ("--fail", "failed", nil), ("--pass --note cool", "passed", "cool"),
    ]
    for (options, state, note) in steps {
      let device = try yard("device audit d1 \(options) -o json").json()
      #expect(device["audit"]?.string == state)
      #expect(device["audit_note"]?.string == note)
      #expect(try yard.show("d1")["audit"] == device["audit"])
    }
    #expect(yard.listed("--filter audit=passed") == ["d1"])
    #expect(yard.faults() == "")
  }

  @Test(
    arguments: [
      (-60_000, "", nil), (-60_001, "", "clock-regression"), (-1, "--at", "clock-regression"),
      (0, "--at", nil), (1, "", nil),
    ] as [(Int64, String, String?)])
  func aClockBehindTheLastChange(_ offset: Int64, _ given: String, _ code: String?) throws {
    for line in ["audit d1 --pass", "retire d1"] {
      let yard = try Yard()
      yard.clock(100_000)
      yard("device audit d1 --fail")
      let head = try yard.head()
      yard.clock(100_000 + offset)
      let time = given.isEmpty ? "" : "--at \(yard.at(100_000 + offset))"
      let result = yard("device \(line) \(time) -o json")
      #expect(result.code == code, "\(line)")
      #expect(result.status == (code == nil ? 0 : 4), "\(line)")
      #expect(try (yard.head() == head) == (code != nil), "\(line)")
    }
  }

  @Test func aKeyMakesItHappenOnce() throws {
    let yard = try Yard()
    let line = "device audit d1 --pass --note ok --idempotency-key k -o json"
    let first = yard(line)
    yard("device audit d1 --fail")
    #expect(yard(line).output == first.output)
    #expect(try yard.show("d1")["audit"]?.string == "failed")
    let other = yard("device audit d1 --fail --note ok --idempotency-key k -o json")
    #expect(other.code == "idempotency-mismatch")
  }

  // MARK: Retiring

  @Test(arguments: Location.Backend.allCases)
  func whatIsRetiredStaysInTheList(_ backend: Location.Backend) throws {
    let yard = try Yard(backend, slots: [3, 1])
    #expect(yard("device retire - -q", input: "d1\nd2\n").output == "d1\nd2\n")
    #expect(yard.listed() == ["d1", "d2"])
    #expect(yard.listed("--available") == [])
    #expect(try yard.show("d1")["slots"]?.integer == 3)
    #expect(try yard.freeSlots("d1") == 0)
    for line in ["heartbeat d1", "audit d1 --fail"] {
      let result = yard("device \(line) -o json")
      #expect(result.code == "bad-state")
      #expect(result.detail("from") == "retired")
      #expect(result.detail("to") == "active")
    }
    #expect(yard("device add d1 --tier M2 -o json").code == "exists")
    #expect(yard.faults() == "")
  }

  @Test func aDryRunRetiresNothing() throws {
    let yard = try Yard()
    let head = try yard.head()
    let dry = try yard("device retire d1 -n -o json").json()
    #expect(dry["retired"]?.bool == true)
    #expect(try yard.head() == head)
    #expect(try yard.freeSlots("d1") == 1)
  }

  // MARK: The seed

  @Test(arguments: Location.Backend.allCases)
  func seedingTwiceWithAKeyShowsTheFirstResult(_ backend: Location.Backend) throws {
    let yard = try TestLedger([LedgerPlugin.self, DevicePlugin.self], backend: backend)
    let first = yard("device seed --idempotency-key k -o json")
    #expect(try first.json()["devices"]?.integer == 12)
    #expect(yard("device seed --idempotency-key k -o json").output == first.output)
    let second = try yard("device seed -o json").json()
    #expect(second["tiers"]?.integer == 0)
    #expect(second["devices"]?.integer == 0)
  }

  @Test func theSeedIsTheSameOnBothBackends() throws {
    let lists = try Location.Backend.allCases.map { backend in
      let ledger = try TestLedger([LedgerPlugin.self, DevicePlugin.self], backend: backend)
      ledger("device seed")
      return ledger("device list -o json").output + ledger("device tier list -o json").output
        + (try ledger("ledger info -o json").json()["head"]?.string ?? "")
    }
    #expect(lists[0] == lists[1])
  }
}

extension JSON {
  fileprivate var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
}
