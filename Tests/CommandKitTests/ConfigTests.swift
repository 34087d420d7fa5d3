// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Testing

@testable import CommandKit

@Suite struct ConfigTests {
  private func config() throws -> Config {
    let environment = ConfigFile(environment: [
      "SI64_LEDGER_DEFAULT_PROVIDER": "env", "SI64_PAY_RETRY_MAX": "3",
    ])
    let ledger = try ConfigFile(
      parsing: Array("[ledger]\ndefault_provider = ledger\nflag = maybe\nn = 12x\n".utf8), name: "L"
    )
    let user = try ConfigFile(
      parsing: Array("[ledger]\ndefault_provider = user\nother = 7\n[pay]\nretry-max = 1\n".utf8),
      name: "U")
    return Config(layers: [("environment", environment), ("L", ledger), ("U", user)])
  }

  @Test func theFirstLayerThatHasItDecides() throws {
    let config = try config()
    #expect(config.value("ledger.default_provider") == "env")
    #expect(config.setting("ledger.default_provider")?.origin == "environment")
    #expect(config.value("ledger.other") == "7")
    #expect(config.setting("ledger.other")?.origin == "U")
    #expect(config.setting("ledger.other")?.entry.line == 3)
    #expect(config.value("pay.retry-max") == "3")
    #expect(config.value("ledger.none") == nil)
    #expect(Config(layers: []).value("a.b") == nil)
  }

  @Test func effectiveSettingsAreListedOnceWithTheirOrigin() throws {
    let lines = try config().effective.map { "\($0.origin)\t\($0.entry.key)=\($0.entry.value)" }
    #expect(
      lines == [
        "environment\tledger.default_provider=env", "L\tledger.flag=maybe", "L\tledger.n=12x",
        "U\tledger.other=7", "environment\tpay.retry-max=3",
      ])
  }

  @Test(arguments: [
    ("true", true), ("YES", true), ("on", true), ("1", true), ("false", false), ("No", false),
    ("off", false), ("0", false), ("", false),
  ])
  func bools(text: String, value: Bool) throws {
    let file = try ConfigFile(parsing: Array("[a]\nk = \(text)".utf8), name: "f")
    #expect(try Config(layers: [("f", file)]).bool("a.k") == value)
  }

  @Test(arguments: [("0", 0), ("-5", -5), ("9223372036854775807", Int64.max)] as [(String, Int64)])
  func integers(text: String, value: Int64) throws {
    let file = try ConfigFile(parsing: Array("[a]\nk = \(text)".utf8), name: "f")
    #expect(try Config(layers: [("f", file)]).integer("a.k") == value)
  }

  @Test func wrongValuesSayWhereTheyStand() throws {
    let config = try config()
    let flag = #expect(throws: Failure.self) { try config.bool("ledger.flag") }
    #expect(flag?.code == .config && flag?.place == Failure.Place(file: "L", line: 3))
    let number = #expect(throws: Failure.self) { try config.integer("ledger.n") }
    #expect(number?.place?.line == 4)
    let variable = #expect(throws: Failure.self) { try config.bool("ledger.default_provider") }
    #expect(variable?.place == nil && variable?.details["origin"] == "environment")
    #expect(try config.bool("ledger.none") == nil && config.integer("ledger.none") == nil)
  }
}
