// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("config")
struct ConfigCommandTests {
  private func ledger(_ backend: Location.Backend? = .sqlite) throws -> TestLedger {
    try TestLedger([LedgerPlugin.self, ConfigPlugin.self], backend: backend)
  }

  @Test(arguments: Location.Backend.allCases)
  func setGetUnset(_ backend: Location.Backend) throws {
    let ledger = try ledger(backend)
    #expect(ledger("config set ledger.default_provider shop").output == "ledger.default_provider\n")
    #expect(ledger("config get LEDGER.default_provider").output == "shop\n")
    ledger("ledger create-account alice --balance 9")
    ledger("ledger create-account shop")
    #expect(ledger("ledger transfer alice 2").status == 0)
    #expect(ledger("ledger balance shop").output == "TOKEN\t2\t2\t0\n")
    let file = String(decoding: try ledger.read(".si64/config"), as: UTF8.self)
    #expect(file == "[ledger]\n\tdefault_provider = shop\n")
    #expect(ledger("config unset ledger.default_provider").status == 0)
    #expect(ledger("config get ledger.default_provider").status == 3)
  }

  @Test func commentsAndOrderStay() throws {
    let ledger = try ledger()
    try ledger.write(
      "# mine\n[ledger]\n\tasset = ZAR ; rand\n[rent]\n\tfee_bps = 5\n", to: ".si64/config")
    ledger("config set ledger.asset USD")
    #expect(
      String(decoding: try ledger.read(".si64/config"), as: UTF8.self)
        == "# mine\n[ledger]\n\tasset = USD ; rand\n[rent]\n\tfee_bps = 5\n")
  }

  @Test func withoutALedgerTheUsersFileIsMeant() throws {
    let ledger = try ledger(nil)
    let result = ledger("config set rent.fee_bps 25")
    #expect(result.status == 0)
    #expect(result.errors.contains("your own \(ledger.path(".config/si64/config")) is meant"))
    let file = String(decoding: try ledger.read(".config/si64/config"), as: UTF8.self)
    #expect(file == "[rent]\n\tfee_bps = 25\n")
    #expect(ledger("config get rent.fee_bps").output == "25\n")
  }

  @Test func strongerPlacesWinAndAreNamed() throws {
    let ledger = try ledger()
    ledger("config set rent.fee_bps 1 --user")
    ledger("config set rent.tax 7 --user")
    ledger("config set rent.fee_bps 2")
    #expect(ledger("config list").output == "rent.fee_bps\t2\nrent.tax\t7\n")
    let own = ledger.path(".si64/config")
    let user = ledger.path(".config/si64/config")
    #expect(
      ledger("config list --show-origin").output
        == "rent.fee_bps\t2\t\(own)\nrent.tax\t7\t\(user)\n")
    ledger.environment["SI64_RENT_FEE_BPS"] = "3"
    #expect(ledger("config get rent.fee_bps").output == "3\n")
    let json = try ledger("config get rent.fee_bps -o json").json()
    #expect(json["origin"]?.string == "environment")
    #expect(json["value"]?.string == "3")
    ledger.environment = [:]
    ledger("config unset rent.fee_bps")
    #expect(ledger("config get rent.fee_bps").output == "1\n")
  }

  @Test func aDryRunWritesNothing() throws {
    let ledger = try ledger()
    #expect(ledger("config set a.b c -n").status == 0)
    #expect(!File.exists(ledger.path(".si64/config")))
  }

  @Test(arguments: [
    ("config get a.b", "not-found", 3),
    ("config get nodot", "unknown-key", 64),
    ("config set nodot 1", "unknown-key", 64),
    ("config set a.9 1", "unknown-key", 64),
    ("config set a.b", "usage", 64),
    ("config unset a.b", "not-found", 3),
    ("config unset nodot", "unknown-key", 64),
    ("config lst", "unknown-command", 64),
  ])
  func refusals(_ line: String, _ code: String, _ status: Int32) throws {
    let result = try ledger()(line + " -o json")
    #expect(result.code == code)
    #expect(result.status == status)
  }

  @Test func aBrokenFileIsSaidToBe() throws {
    let ledger = try ledger()
    try ledger.write("[ledger\n", to: ".si64/config")
    for line in ["config list", "config get a.b", "config set a.b c", "config unset a.b"] {
      let result = ledger(line + " -o json")
      #expect(result.code == "config")
      #expect(result.status == 78)
    }
  }

  /// What is meant for one ledger does not reach all of them because that one is not there.
  @Test(arguments: ["-L nowhere", "-L nowhere.db", "-L bare.db", "-L bare.json", "broken", "env"])
  func aLedgerWithoutSettingsIsSaidToBe(_ option: String) throws {
    let ledger = try TestLedger([LedgerPlugin.self, ConfigPlugin.self], backend: nil)
    ledger("-L bare.db ledger init")
    ledger("-L bare.json ledger init")
    ledger.environment["SI64_LEDGER"] = option == "env" ? "nowhere.json" : ""
    if option == "broken" { ledger.makeDirectory(".si64") }
    let option = option.hasPrefix("-L") ? option : ""
    for verb in ["set rent.fee_bps 1000", "unset rent.fee_bps", "set alias.x doctor"] {
      let result = ledger("\(option) config \(verb) -o json")
      #expect(result.status == 66, "\(result.errors)")
      #expect(result.code == "no-ledger")
      #expect(result.errors.contains("--user"), "\(result.errors)")
    }
    #expect(!File.exists(ledger.path(".config/si64/config")))
    if !option.isEmpty && option.contains("nowhere") {
      #expect(ledger("\(option) config list").status == 66)
      #expect(ledger("\(option) config get a.b").status == 66)
    }
    #expect(ledger("\(option) config set --user rent.fee_bps 10").status == 0)
    #expect(File.exists(ledger.path(".config/si64/config")))
  }

  @Test func valuesWithBlanksAndSignsComeBack() throws {
    let ledger = try ledger()
    for value in ["two words", " blank ", "a;b#c", "quote\"d", "back\\slash", ""] {
      #expect(ledger.run("config", "set", "a.b", value).status == 0)
      #expect(ledger("config get a.b").output == value + "\n")
    }
  }
}
