// SPDX-License-Identifier: GPL-3.0-or-later
import Store
import TestKit
import Testing

@testable import MeterPlugin

@Suite("Numbers as programs that measure write them")
struct FigureTests {
  @Test(
    "half-even, whatever the notation",
    arguments: [
      ("0", 0), ("12.5", 1250), ("1e3", 100_000), ("1E+3", 100_000), ("1.5e-2", 2), ("2.5e-2", 2),
      ("3.5e-2", 4), ("1.234", 123), ("1.235", 124), ("1.245", 124), ("1.2450001", 125),
      ("0.005", 0), ("0.0051", 1), ("0.00499", 0), ("00012.50", 1250), ("1e-400", 0), ("0e999", 0),
      ("99999999999999999999", Int64.max), ("1e999999999999999999999", Int64.max),
      ("123456789012345678.9e-16", 1235),
    ] as [(String, Int64)])
  func good(_ text: String, _ value: Int64) {
    #expect(Figure.parse(text, decimals: 2) == value)
  }

  @Test(
    "what is no number",
    arguments: [
      "", ".", ".5", "5.", "-1", "+1", "1e", "1e+", "1e1.5", "e3", "nan", "Inf", "0x10", "1 ",
      "1,5", "١",
    ])
  func bad(_ text: String) { #expect(Figure.parse(text, decimals: 2) == nil) }

  @Test("recorded from the command line and from a batch")
  func recorded() throws {
    let ledger = try rentedLedger()
    let line =
      #"{"contract":"ctr-1","cpu":1.25e1,"memory":5.120004e2,"disk_read":1e3,"#
      + #""disk_write":"1.5","net_rx":2.5,"net_tx":0.0}"#
    let batch = try ledger("meter record --from - -o json", input: line).json().array?.first
    let single = try ledger(
      "meter record ctr-1 --cpu 12.5 --memory 512.0004 --disk-read 1e3 --disk-write 1.5 "
        + "--net-rx 2.5 --net-tx 0 -o json"
    ).json()
    for sample in [batch, single] {
      #expect(sample?["cpu"]?.string == "12.50")
      #expect(sample?["memory"]?.string == "512.000")
      let bytes = ["disk_read", "disk_write", "net_rx", "net_tx"].map { sample?[$0]?.integer }
      #expect(bytes == [1000, 2, 2, 0])
    }
  }
}
