// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Money
import RentPlugin
import Testing

@Suite("Settings of rent")
struct RentSettingsTests {
  private func check(_ text: String) throws {
    let file = try ConfigFile(parsing: Array("[rent]\n\(text)\n".utf8), name: "f")
    try RentPlugin.check(Config(layers: [("f", file)]))
  }

  @Test(arguments: [
    "fee_bps = abc", "fee_bps = 10001", "cashback_bps = -1", "sla_credit_bps = x",
    "spot = perhaps", "spot_percent = 0", "term_discount = 2", "term_discount_steps = 5",
    "rail = paper", "overdraw_limit = 24", "overdraw_limit = -1h", "exhausted_grace = soon",
    "free_pause =", "free_pause = 1",
    "overdraw_limit = 1000001h",
  ])
  func whatCommandsRefuseIsFound(_ line: String) {
    let failure = #expect(throws: Failure.self) { try check(line) }
    #expect(failure?.exitStatus == 78)
  }

  @Test(arguments: [
    "", "fee_bps = 250", "spot = yes", "rail = local", "whatever = x", "overdraw_limit = 0",
    "exhausted_grace = 30m", "free_pause = 7d",
  ])
  func whatTheyTakeIsFine(_ line: String) throws { try check(line) }
}
