// SPDX-License-Identifier: GPL-3.0-or-later
import TestKit
import Testing

@Suite("Settings that many change at once")
struct ConfigRaceTests {
  @Test func noneIsLost() throws {
    let place = try TestLedger([], backend: nil)
    let running = try (0..<24).map {
      try Process(["config", "set", "race.k\($0)", "\($0)"], home: place.directory)
    }
    for process in running { #expect(process.end().status == 0) }
    let list = try Process.run(["config", "list"], home: place.directory).output
    #expect(list.split(separator: "\n").count == 24, "\(list)")
  }
}
