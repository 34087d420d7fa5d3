// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CommandKit
import Store
import TestKit
import Testing

@testable import si64

/// A ledger is its journal: what it shows does not depend on the backend, nor on whether it was
/// written, copied, or backed up and restored.
@Suite("Every command that looks, on every copy of a ledger")
struct EveryCopyTests {
  /// Every command that looks and needs no argument, and those of the day that need some.
  static let looks: [String] = {
    var plain: [String] = []
    for plugin in allPlugins {
      for command in plugin.commands where command is any ReadCommand.Type {
        if (try? command.parse([])) != nil { plain.append(command.fullName) }
      }
    }
    let day = Day.lines.filter { Day.command(of: $0) is any ReadCommand.Type && !$0.contains("--") }
    return Set(plain + day).subtracting(["ledger info"]).sorted()
  }()

  @Test func thereIsMuchToLookAt() throws {
    let ledger = try day(.json)
    let answers = Self.looks.filter { ledger($0).status == 0 }
    #expect(answers.count >= 20)
    // What needs an argument after all says so.
    for look in Set(Self.looks).subtracting(answers) {
      #expect(ledger("\(look) -o json").code == "missing-argument", "\(look)")
    }
  }

  /// The day without what puts an older ledger in place of this one.
  private func day(_ backend: Location.Backend) throws -> TestLedger {
    let ledger = try Day.ledger(backend)
    for line in Day.lines where !line.hasPrefix("ledger restore") {
      ledger.clock += 1500
      let result = ledger(line)
      try #require(result.status == 0, "\(line): \(result.errors)")
    }
    // Settings are no part of a copy.
    ledger("config unset rent.spot")
    return ledger
  }

  @Test(arguments: Location.Backend.allCases)
  func copiesShowTheSame(_ backend: Location.Backend) throws {
    let ledger = try day(backend)
    let shown = Self.looks.map { ledger("\($0) -o json\(Self.journaled($0))") }
    for copy in ["copy", "copy.json", "copy.sqlite"] {
      let copied = ledger("ledger copy \(copy)")
      try #require(copied.status == 0, "\(copied.errors)")
      compare(shown, with: copy, ledger)
    }
    try #require(ledger("ledger backup whole.json").status == 0)
    for copy in ["restored.json", "restored.sqlite"] {
      let restored = ledger("ledger restore whole.json -L \(copy) --yes")
      try #require(restored.status == 0, "\(restored.errors)")
      compare(shown, with: copy, ledger)
    }
  }

  /// Telemetry is no part of a copy: of what the journal does not have, it knows nothing.
  private static func journaled(_ look: String) -> String {
    let hasUptime = look.hasPrefix("device list") || look.hasPrefix("device show")
    return hasUptime ? " --columns tier,slots,audit,active_leases,free_slots,region" : ""
  }

  private func compare(
    _ shown: [TestLedger.Result], with copy: String, _ ledger: TestLedger
  ) {
    for (look, expected) in zip(Self.looks, shown) {
      let result = ledger("\(look) -o json -L \(copy)\(Self.journaled(look))")
      #expect(ledger.portable(result) == ledger.portable(expected), "\(look) on \(copy)")
      #expect(result.status == expected.status, "\(look) on \(copy): \(result.errors)")
    }
    #expect(ledger("ledger verify -L \(copy)").status == 0)
  }

  /// Later looks show what earlier ones could not have written.
  @Test(arguments: Location.Backend.allCases)
  func lookingWritesNothingWhateverTheClockSays(_ backend: Location.Backend) throws {
    let ledger = try day(backend)
    let head = ledger.head
    let now = Self.looks.map { ledger("\($0) -o json") }
    ledger.clock += 4_000 * 86_400_000
    for (look, before) in zip(Self.looks, now) {
      #expect(ledger(look).status == before.status, "\(look)")
    }
    #expect(ledger.head == head)
    ledger.clock -= 4_000 * 86_400_000
    for (look, before) in zip(Self.looks, now) {
      #expect(ledger("\(look) -o json").output == before.output, "\(look)")
    }
  }
}
