// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import LedgerPlugin
import Store
import TestKit
import Testing

@testable import MeterPlugin

/// Readers of JSON keep whole numbers up to 2^53 (jq rounds beyond): numbers are smaller, what may
/// exceed it is text.
@Suite("Numbers beyond 2^53")
struct LargeNumberTests {
  private static let most: Int64 = 9_007_199_254_740_991
  private static let sum = "27021597764222973"

  private func filled(_ backend: Location.Backend) throws -> TestLedger {
    let ledger = try rentedLedger(backend)
    let line = """
      {"contract":"ctr-1","cpu":100,"memory":512,"disk_read":\(Self.most),\
      "disk_write":\(Self.most),"net_rx":\(Self.most),"net_tx":\(Self.most)}

      """
    for _ in 0..<3 {
      #expect(ledger("meter record --from -", input: line).status == 0)
    }
    ledger.clock += 60_000
    return ledger
  }

  /// Every number of a document.
  private func numbers(_ json: JSON) -> [String] {
    switch json {
    case .number(let text): [text]
    case .array(let elements): elements.flatMap(numbers)
    case .object(let members): members.flatMap { numbers($0.value) }
    default: []
    }
  }

  @Test(arguments: Location.Backend.allCases)
  func sumsAreText(_ backend: Location.Backend) throws {
    let ledger = try filled(backend)
    for line in [
      "meter usage ctr-1", "meter usage --device thor-1", "meter usage ctr-1 --minutes",
      "meter usage ctr-1 --samples", "contract show ctr-1", "contract snapshot", "ledger info",
    ] {
      let json = try ledger("\(line) -o json").json()
      for number in numbers(json) {
        #expect((Int64(number) ?? .max) <= Self.most, "\(line): \(number)")
      }
    }
    let usage = try ledger("meter usage ctr-1 -o json").json()
    for measure in ["disk_read", "disk_write", "net_rx", "net_tx"] {
      #expect(usage["\(measure)_sum"] == .string(Self.sum))
      #expect(usage["\(measure)_max"] == .integer(Self.most))
    }
    // Small ones are of the same type.
    let small = try rentedLedger(backend)
    small("meter record ctr-1 \(figures)")
    #expect(try small("meter usage ctr-1 -o json").json()["net_tx_sum"]?.string != nil)
  }

  @Test("filters see all its digits")
  func filters() throws {
    let ledger = try filled(.sqlite)
    for (filter, count) in [
      ("disk_read_sum=\(Self.sum)", 1), ("disk_read_sum=27021597764222972", 0),
    ] {
      let found = ledger.run(
        "meter", "usage", "ctr-1", "--minutes", "-o", "json", "--filter", filter)
      #expect(try found.json().array?.count == count, "\(filter)")
    }
  }

  @Test("jq sees the same", .enabled("jq is not installed") { access("/usr/bin/jq", X_OK) == 0 })
  func jq() throws {
    let ledger = try filled(.sqlite)
    try ledger.write(ledger("meter usage ctr-1 -o json").output, to: "usage.json")
    let pipe = try #require(
      popen("/usr/bin/jq -c '[.disk_read_sum, .disk_read_max]' \(ledger.path("usage.json"))", "r"))
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = fread(&bytes, 1, bytes.count, pipe)
    #expect(pclose(pipe) == 0)
    #expect(
      String(decoding: bytes[..<count], as: UTF8.self) == "[\"\(Self.sum)\",\(Self.most)]\n")
  }
}
