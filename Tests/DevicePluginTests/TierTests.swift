// SPDX-License-Identifier: GPL-3.0-or-later
import DevicePlugin
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("device tier")
struct TierTests {
  struct Row: Sendable {
    let options: String
    let rate: String
    var base: String
    var gpus: Int64 = 0
    var gpuRate = "0.000000000"
    var asset = "SOL"
  }

  static let rows: [Row] = [
    Row(options: "--rate 0.001", rate: "0.001000000", base: "0.001000000"),
    Row(options: "--rate 0.001SOL", rate: "0.001000000", base: "0.001000000"),
    Row(options: "--rate 0.000000001", rate: "0.000000001", base: "0.000000001"),
    Row(
      options: "--rate 5ZAR", rate: "5.00", base: "5.00", gpuRate: "0.00", asset: "ZAR"),
    Row(
      options: "--rate 7TOKEN --gpus 2 --gpu-rate 3", rate: "13", base: "7", gpus: 2,
      gpuRate: "3", asset: "TOKEN"),
    // One GPU is meant where only its price is given.
    Row(
      options: "--rate 1 --gpu-rate 0.5", rate: "1.500000000", base: "1.000000000", gpus: 1,
      gpuRate: "0.500000000"),
    Row(
      options: "--rate 1 --gpu-rate 0.5SOL --gpus 0", rate: "1.000000000", base: "1.000000000",
      gpuRate: "0.500000000"),
    Row(
      options: "--rate 1 --gpu-rate 0 --gpus 4", rate: "1.000000000", base: "1.000000000", gpus: 4),
    Row(options: "--rate 1 --gpus 1000", rate: "1.000000000", base: "1.000000000", gpus: 1000),
  ]

  @Test(arguments: Location.Backend.allCases)
  func setShowsWhatAnHourCosts(_ backend: Location.Backend) throws {
    let yard = try Yard(backend, slots: [])
    for (index, row) in Self.rows.enumerated() {
      let line = "device tier set T\(index) --memory 8–16GB --workload batch \(row.options) -o json"
      let tier = try yard(line).json()
      let texts = [
        "id": "T\(index)", "kind": "tier", "rate": row.rate, "base_rate": row.base,
        "gpu_rate": row.gpuRate, "asset": row.asset, "memory": "8–16GB", "workload": "batch",
      ]
      for (key, text) in texts { #expect(tier[key]?.string == text, "\(row.options) \(key)") }
      #expect(tier["gpus"]?.integer == row.gpus, "\(row.options)")
      let listed = try yard("device tier list -o json").json().array ?? []
      #expect(listed.contains(tier), "\(row.options)")
    }
    #expect(yard.faults() == "")
  }

  static let refusals = [
    ("", "missing-argument"), ("T1", "missing-argument"), ("T1 --rate 1", "missing-argument"),
    ("T1 --memory x", "missing-argument"), ("--rate 1 --memory x", "missing-argument"),
    ("T1 --rate 0 --memory x", "bad-amount"), ("T1 --rate=-1 --memory x", "bad-amount"),
    ("T1 --rate one --memory x", "bad-amount"), ("T1 --rate 1,0 --memory x", "bad-amount"),
    ("T1 --rate 1e3 --memory x", "bad-amount"),
    ("T1 --rate 0.0000000001 --memory x", "precision"),
    ("T1 --rate 0.001ZAR --memory x", "precision"),
    ("T1 --rate 1QQ --memory x", "unknown-asset"),
    ("T1 --rate 1 --memory x --gpus=-1", "bad-value"),
    ("T1 --rate 1 --memory x --gpus 1001", "bad-value"),
    ("T1 --rate 1 --memory x --gpu-rate 1ZAR", "bad-value"),
    ("T1 --rate 1ZAR --memory x --gpu-rate 1SOL", "bad-value"),
    ("T1 --rate 1 --memory x --gpu-rate=-1", "bad-value"),
    ("T1 --rate 1 --memory x --gpu-rate x", "bad-amount"),
    ("T1 --rate 9000000000 --memory x --gpu-rate 9000000000", "overflow"),
    ("T1 --rate 1 --memory x --gpu-rate 9000000000 --gpus 1000", "overflow"),
    ("a:b --rate 1 --memory x", "bad-name"), ("a/b --rate 1 --memory x", "bad-name"),
    ("a@b --rate 1 --memory x", "bad-name"), ("é --rate 1 --memory x", "bad-name"),
    ("T1 --rate 1 --memory x --colour red", "unknown-option"),
  ]

  @Test func whatIsRefusedLeavesNothing() throws {
    let yard = try Yard(slots: [])
    let head = try yard.head()
    for (arguments, code) in Self.refusals {
      let result = yard("device tier set \(arguments) -o json")
      #expect(result.code == code, "\(arguments)")
      #expect(result.status == 64, "\(arguments)")
    }
    #expect(try yard.head() == head)
    #expect(yard("device tier list -q").output == "M2\n")
  }

  @Test(arguments: [(64, true), (65, false)])
  func namesAreBounded(_ length: Int, _ isGood: Bool) throws {
    let yard = try Yard(slots: [])
    let name = String(repeating: "x", count: length)
    let result = yard("device tier set \(name) --rate 1 --memory x -o json")
    #expect(result.code == (isGood ? nil : "bad-name"))
    #expect(yard("device tier list -q").output.contains(name) == isGood)
  }

  @Test(arguments: ["a", "A-1", "m3.ultra", "x_y", "0", "--", "-a"])
  func goodNames(_ name: String) throws {
    let yard = try Yard(slots: [])
    let result = yard("device tier set --rate 1 --memory x -q -- \(name)")
    #expect(result.output == "\(name)\n")
  }

  @Test func cheapestFirst() throws {
    let yard = try Yard(slots: [])
    for (name, rate) in [("C", "3"), ("A", "1"), ("B2", "2"), ("B1", "2")] {
      yard("device tier set \(name) --rate \(rate) --memory x")
    }
    #expect(yard("device tier list -q").output == "M2\nA\nB1\nB2\nC\n")
    #expect(yard("device tier list --sort id -q").output == "A\nB1\nB2\nC\nM2\n")
    #expect(yard("device tier list --limit 2 -q").output == "M2\nA\n")
    #expect(
      yard("device tier list").output.hasPrefix("M2\t0.001000000\tSOL\t8GB\t0\t\n"))
  }

  @Test func theDefaultAssetIsASetting() throws {
    let yard = try Yard(slots: [])
    yard.ledger.environment["SI64_DEVICE_ASSET"] = "ZAR"
    let tier = try yard("device tier set T1 --rate 2.50 --memory x -o json").json()
    #expect(tier["rate"]?.string == "2.50")
    #expect(tier["asset"]?.string == "ZAR")
  }

  @Test(arguments: Location.Backend.allCases)
  func whatIsNotNamedStays(_ backend: Location.Backend) throws {
    let yard = try Yard(backend, slots: [])
    yard("device tier set T1 --rate 1ZAR --memory big --gpus 2 --gpu-rate 3 --workload all")
    let steps: [(options: String, name: String, text: String, rate: String)] = [
      ("--rate 4", "base_rate", "4.00", "10.00"), ("--memory small", "memory", "small", "10.00"),
      ("--gpu-rate 5", "gpu_rate", "5.00", "14.00"), ("--gpus 1", "gpus", "1", "9.00"),
      ("--workload none", "workload", "none", "9.00"), ("--gpus 0", "gpus", "0", "4.00"),
      ("--gpu-rate 1", "gpu_rate", "1.00", "5.00"),
    ]
    var known = [
      "base_rate": "1.00", "memory": "big", "gpus": "2", "gpu_rate": "3.00", "workload": "all",
    ]
    for step in steps {
      known[step.name] = step.text
      // One GPU is meant where only its price is given.
      if step.options == "--gpu-rate 1" { known["gpus"] = "1" }
      let tier = try yard("device tier set T1 \(step.options) -o json").json()
      for (name, text) in known {
        let value = tier[name]?.string ?? tier[name]?.integer.map(String.init)
        #expect(value == text, "\(step.options): \(name)")
      }
      #expect(tier["rate"]?.string == step.rate, "\(step.options)")
      #expect(tier["asset"]?.string == "ZAR", "\(step.options)")
    }
    let card = yard("device tier set T1 --rate 6 -o table").output
    for text in ["rate", "7", "base_rate", "6", "gpu_rate", "1"] { #expect(card.contains(text)) }
    #expect(yard("device tier set T1 --rate 1SOL -o json").code == "bad-value")
    #expect(try yard("device tier list -o json").json().array?.count == 2)
    #expect(yard.faults() == "")
  }

  @Test(arguments: Location.Backend.allCases)
  func aBatchIsAllOrNothing(_ backend: Location.Backend) throws {
    let yard = try Yard(backend, slots: [])
    let head = try yard.head()
    let good = #"{"name":"A","rate":"1","memory":"x","gpu_rate":"0.5","gpus":2}"#
    let bad = #"{"name":"B","rate":"0","memory":"x"}"#
    let refused = yard("device tier set --from - -o json", input: "\(good)\n\(bad)\n")
    #expect(refused.code == "bad-amount")
    #expect(refused.status == 65)
    #expect((try? JSON(parsing: refused.errors))?["error"]?["line"]?.integer == 2)
    #expect(try yard.head() == head)
    let kept = yard("device tier set --from - --keep-going -q", input: "\(good)\n\(bad)\n")
    #expect(kept.status == 2)
    #expect(kept.output == "A\n")
    let csv = yard(
      "device tier set --from - --input csv -q",
      input: "name,rate,memory,gpus,gpu_rate\nC,1,x,2,0.25\nD,2ZAR,\"a, b\",,\n")
    #expect(csv.output == "C\nD\n")
    let tiers = try yard("device tier list -o json").json().array ?? []
    #expect(tiers.first { $0["id"]?.string == "C" }?["rate"]?.string == "1.500000000")
    #expect(tiers.first { $0["id"]?.string == "D" }?["memory"]?.string == "a, b")
    #expect(yard.faults() == "")
  }

  @Test(arguments: Location.Backend.allCases)
  func oneKeyOneChange(_ backend: Location.Backend) throws {
    let yard = try Yard(backend, slots: [])
    let line = "device tier set T1 --rate 1 --memory x --idempotency-key k"
    let first = yard("\(line) -o json")
    yard("device tier set T1 --rate 2 --memory y")
    let head = try yard.head()
    #expect(yard("\(line) -o json").output == first.output)
    #expect(try yard.head() == head)
    for other in ["--rate 3 --memory x", "--rate 1 --memory z", "--rate 1 --memory x --gpus 1"] {
      let result = yard("device tier set T1 \(other) --idempotency-key k -o json")
      #expect(result.code == "idempotency-mismatch")
      #expect(result.status == 4)
    }
    #expect(try yard.head() == head)
  }

  @Test func aDryRunShowsAndLeavesNothing() throws {
    let yard = try Yard(slots: [])
    let head = try yard.head()
    let dry = yard("device tier set T1 --rate 1 --memory x -n -o json")
    #expect(dry.status == 0)
    #expect(try dry.json()["id"]?.string == "T1")
    #expect(dry.errors.contains("dry run: nothing written"))
    #expect(try yard.head() == head)
    #expect(yard("device tier set T1 --rate 1 --memory x -o json").output == dry.output)
  }
}
