// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import LedgerCore
import Store
import TestKit
import Testing

@testable import MeterPlugin

@Suite("Idempotency keys of samples")
struct KeyTests {
  @Test("within a minute, where nothing is journaled yet", arguments: Location.Backend.allCases)
  func withinAMinute(_ backend: Location.Backend) throws {
    let ledger = try rentedLedger(backend)
    let first = ledger("meter record ctr-1 \(figures) --idempotency-key k -o json")
    ledger.clock += 1000
    let again = ledger("meter record ctr-1 \(figures) --idempotency-key k -o json")
    #expect((again.status, again.output) == (0, first.output))
    #expect(try ledger("meter usage ctr-1 -o json").json()["samples"] == .integer(1))
    let other = ledger("meter record ctr-1 \(figures) --cpu 1 --idempotency-key k -o json")
    #expect((other.status, other.code) == (4, "idempotency-mismatch"))
  }

  @Test(
    "of a sample that completes a minute: in the journal for ever",
    arguments: Location.Backend.allCases)
  func completing(_ backend: Location.Backend) throws {
    let ledger = try rentedLedger(backend)
    ledger("meter record ctr-1 \(figures)")
    ledger.clock += 60_000
    let first = ledger("meter record ctr-1 \(figures) --idempotency-key k -o json")
    for _ in 0..<101 { ledger("meter record ctr-1 \(figures)") }
    let samples = try ledger("meter usage ctr-1 -o json").json()["samples"]
    let again = ledger("meter record ctr-1 \(figures) --idempotency-key k -o json")
    #expect((again.status, again.output) == (0, first.output))
    #expect(try ledger("meter usage ctr-1 -o json").json()["samples"] == samples)
    let other = ledger("ledger create-account bob --idempotency-key k -o json")
    #expect((other.status, other.code) == (4, "idempotency-mismatch"))
    #expect(ledger("ledger verify").errors == "")
  }

  @Test("of a batch: one for each line")
  func batch() throws {
    let ledger = try rentedLedger()
    let lines = (1...3).map(RecordTests.line).joined(separator: "\n")
    let first = ledger("meter record --from - --idempotency-key k -o json", input: lines)
    let again = ledger("meter record --from - --idempotency-key k -o json", input: lines)
    #expect((again.status, again.output) == (0, first.output))
    #expect(try ledger("meter usage ctr-1 -o json").json()["samples"] == .integer(3))
  }

  @Test("a sample survives the way through the journal's text")
  func text() throws {
    let sample = UsageSample(
      contract: 3, seq: 9_007_199_254_740_991, takenAt: Timestamp(milliseconds: midnight + 1),
      usage: Usage { $0.limit }, used: 12, refund: .max)
    #expect(try UsageSample(JSON(parsing: sample.json.canonicalText)) == sample)
    #expect(throws: (any Error).self) { try UsageSample(JSON(parsing: "{\"contract\":\"1\"}")) }
  }
}
