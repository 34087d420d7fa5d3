// SPDX-License-Identifier: GPL-3.0-or-later
import Store
import TestKit
import Testing

@Suite("rent create --from")
struct RentBatchTests {
  private let good = #"{"wallet":"ada","tier":"M2","hours":1}"#
  private let other = #"{"wallet":"ada","tier":"ORIN","hours":"0.5","on_exhaust":"pause"}"#
  private let bad = #"{"wallet":"ada","tier":"NONE","hours":1}"#

  @Test("one contract a line, in order", arguments: Location.Backend.allCases)
  func all(_ backend: Location.Backend) throws {
    let ledger = try platform(backend)
    try ledger.write("\(good)\n\n\(other)\n\(good)\n", to: "orders.jsonl")
    let result = ledger("rent create --from orders.jsonl")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output == "ctr-1\nctr-2\nctr-3\n")
    #expect(ledger.available("ada") == "99.996000000")
    #expect(ledger.isSound)
  }

  @Test("one bad line undoes all", arguments: Location.Backend.allCases)
  func allOrNothing(_ backend: Location.Backend) throws {
    let ledger = try platform(backend)
    try ledger.write("\(good)\n\(bad)\n\(good)\n", to: "orders.jsonl")
    let head = ledger.head
    let result = ledger("rent create --from orders.jsonl -o json")
    #expect(result.status == 3)
    #expect(result.code == "not-found")
    #expect(result.errors.contains("2"))
    #expect(result.output.isEmpty)
    #expect(ledger.head == head)
  }

  @Test("--keep-going keeps the good ones", arguments: Location.Backend.allCases)
  func keepGoing(_ backend: Location.Backend) throws {
    let ledger = try platform(backend)
    try ledger.write("\(good)\n\(bad)\n{\n\(good)\n\(good)\n\(good)\n", to: "orders.jsonl")
    let result = ledger("rent create --from orders.jsonl --keep-going")
    #expect(result.status == 2)
    // The fourth M2 finds no device: there are three.
    #expect(result.output == "ctr-1\nctr-2\nctr-3\n")
    #expect(result.errors.contains("orders.jsonl:2"))
    #expect(result.errors.contains("orders.jsonl:3"))
    #expect(result.errors.contains("orders.jsonl:6"))
    #expect(!result.errors.contains("orders.jsonl:5"))
    #expect(ledger.available("ada") == "99.997000000")
    #expect(ledger.isSound)
  }

  @Test("CSV, from standard input, with keys of their own")
  func csv() throws {
    let ledger = try platform()
    let text = "wallet,tier,hours,idempotency_key\nada,M2,1,a\nada,M2,1,b\nada,M2,1,a\n"
    let result = ledger("rent create --from - --input csv", input: text)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output == "ctr-1\nctr-2\nctr-1\n")
    #expect(ledger.isSound)
  }

  @Test(
    "a bad value of a file is 65",
    arguments: [
      (#"{"wallet":"ada","tier":"M2"}"#, "missing-argument"),
      (#"{"wallet":"ada","tier":"M2","hours":0}"#, "bad-value"),
      (#"{"wallet":"ada","tier":"M2","hours":1,"x":1}"#, "unknown-key"),
      (#"{"wallet":"ada","tier":"M2","hours":1,"on_exhaust":"x"}"#, "bad-value"),
      (#"{"wallet":"ada","tier":"M2","hours":1,"amount":"-1"}"#, "bad-amount"),
      (#"["ada"]"#, "bad-file"),
    ])
  func badLines(_ line: String, _ code: String) throws {
    let ledger = try platform()
    try ledger.write(line, to: "orders.jsonl")
    let result = ledger("rent create --from orders.jsonl -o json")
    #expect(result.status == 65, "\(result.errors)")
    #expect(result.code == code)
  }

  @Test("reservations and bids in bulk")
  func others() throws {
    let ledger = try platform()
    ledger.environment["SI64_RENT_SPOT"] = "1"
    let start = #"{"wallet":"ada","tier":"M2","hours":1,"start":"2026-02-01"}"#
    try ledger.write("\(start)\n\(start)\n", to: "reserve.jsonl")
    #expect(ledger("rent reserve --from reserve.jsonl").output == "ctr-1\nctr-2\n")
    let bid = #"{"wallet":"ada","tier":"M2","hours":1,"max_rate":"0.001"}"#
    try ledger.write("\(bid)\n\(bid)\n", to: "bids.jsonl")
    #expect(ledger("rent bid --from bids.jsonl").output == "bid-1\nbid-2\n")
    #expect(ledger.isSound)
  }
}

@Suite("What the command line refuses")
struct RentBadInputTests {
  @Test(
    arguments: [
      ("rent", 64, "usage"), ("rent creat", 64, "unknown-command"),
      ("rent create", 64, "missing-argument"),
      ("rent create --tier THOR --hours 1", 64, "missing-argument"),
      ("rent create --wallet ada --hours 1", 64, "missing-argument"),
      ("rent create --wallet ada --tier THOR", 64, "missing-argument"),
      ("rent create --wallet nobody --tier THOR --hours 1", 3, "not-found"),
      ("rent create --wallet a!b --tier THOR --hours 1", 64, "bad-name"),
      ("rent create --wallet escrow:x --tier THOR --hours 1", 5, "reserved-account"),
      ("rent create --wallet ada --tier NONE --hours 1", 3, "not-found"),
      ("rent create --wallet ada --tier THOR --hours 0", 64, "bad-value"),
      ("rent create --wallet ada --tier THOR --hours -1", 64, "bad-value"),
      ("rent create --wallet ada --tier THOR --hours 1e9", 64, "bad-value"),
      ("rent create --wallet ada --tier THOR --hours 1000001", 64, "bad-value"),
      ("rent create --wallet ada --tier THOR --hours one", 64, "bad-value"),
      ("rent create --wallet ada --tier THOR --hours 1 --device none", 3, "not-found"),
      ("rent create --wallet ada --tier THOR --hours 1 --on-exhaust explode", 64, "bad-value"),
      ("rent create --wallet ada --tier THOR --hours 1 --colour red", 64, "unknown-option"),
      ("rent create --wallet ada --tier THOR --hours 1 extra", 64, "usage"),
      ("rent create --from nowhere.jsonl", 3, "not-found"),
      ("rent quote --tier THOR", 64, "missing-argument"),
      ("rent quote --tier NONE --hours 1", 3, "not-found"),
      ("rent quote --tier THOR --hours 0", 64, "bad-value"),
      ("rent reserve --wallet ada --tier THOR --hours 1", 64, "missing-argument"),
      ("rent bid --wallet ada --tier THOR --hours 1", 64, "missing-argument"),
      ("rent bid --wallet ada --tier THOR --hours 1 --max-rate 1GRID", 64, "bad-value"),
      ("rent bid --wallet ada --tier NONE --hours 1 --max-rate 1", 3, "not-found"),
      ("rent bid --wallet nobody --tier THOR --hours 1 --max-rate 1", 3, "not-found"),
      ("rent evict", 64, "usage"), ("rent evict ctr-1", 3, "not-found"),
      ("rent evict 1", 3, "not-found"),
      ("rent budget set", 64, "missing-argument"),
      ("rent budget remove", 64, "usage"), ("rent budget remove ada", 3, "not-found"),
    ] as [(String, Int32, String)])
  func refused(_ line: String, _ status: Int32, _ code: String) throws {
    let ledger = try platform()
    ledger.environment["SI64_RENT_SPOT"] = "true"
    let head = ledger.head
    let result = ledger(line + " -o json")
    #expect(result.status == status, "\(line): \(result.output)\(result.errors)")
    #expect(result.code == code, "\(line): \(result.errors)")
    #expect(result.output.isEmpty)
    #expect(ledger.head == head)
  }
}
