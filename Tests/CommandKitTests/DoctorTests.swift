// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Glibc
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("si64 doctor")
struct DoctorTests {
  private let ledger: TestLedger

  init() throws {
    ledger = try TestLedger([LedgerPlugin.self, ConfigPlugin.self])
    ledger.environment["PATH"] = ledger.path("bin")
  }

  /// What one run finds, by name.
  private func findings(
    _ place: TestLedger? = nil, _ options: String = "", status: Int32 = 0
  ) throws -> [String: JSON] {
    let result = (place ?? ledger)("\(options) doctor -o json")
    #expect(result.status == status)
    #expect(result.errors.isEmpty)
    let items = try #require(result.json().array)
    return Dictionary(items.map { ($0["id"]?.string ?? "", $0) }) { first, _ in first }
  }

  @Test(arguments: Location.Backend.allCases)
  func aHealthyPlace(_ backend: Location.Backend) throws {
    let place = try TestLedger([LedgerPlugin.self, ConfigPlugin.self], backend: backend)
    let found = try findings(place)
    #expect(found["si64"]?["value"]?.string == "test, /opt/si64/bin/si64")
    for name in [
      "SQLite", "libsodium", "ledger", "backend", "journal", "files", "keys", "actor", "settings",
    ] {
      #expect(found[name]?["status"]?.string == "ok", "\(name)")
    }
    #expect(found["backend"]?["value"]?.string == backend.rawValue)
    #expect(found["checkpoint"]?["status"]?.string == "note")
  }

  @Test func itSaysWhyThisLedger() throws {
    func reason(_ options: String = "") throws -> String {
      try findings(nil, options)["ledger"]?["value"]?.string ?? ""
    }
    #expect(try reason().hasSuffix("walking up from the working directory"))
    ledger("-L other.db ledger init")
    #expect(try reason("-L other.db") == ledger.path("other.db") + ", given by -L")
    ledger.environment["SI64_LEDGER"] = "other.db"
    #expect(try reason().hasSuffix("given by SI64_LEDGER"))
    ledger.environment["SI64_LEDGER"] = nil
    ledger.environment["XDG_DATA_HOME"] = ledger.path("data")
    ledger.makeDirectory("data")
    try #require(rename(ledger.path(".si64"), ledger.path("data/si64")) == 0)
    #expect(try reason().hasSuffix("the one in XDG_DATA_HOME"))
  }

  @Test func noLedgerIsAFaultWithItsFix() throws {
    let bare = try TestLedger([LedgerPlugin.self], backend: nil)
    let found = try findings(bare, status: 1)
    #expect(found["ledger"]?["status"]?.string == "fault")
    #expect(found["ledger"]?["fix"]?.string?.contains("si64 ledger init") == true)
    #expect(found["backend"] == nil)
    #expect(!bare.hasFile(containing: "si64"))
  }

  @Test(arguments: [("keys", 0o755, "chmod 700 "), ("keys/treasury.json", 0o644, "chmod 600 ")])
  func keysForEverybodyAreAFault(_ file: String, _ mode: UInt32, _ fix: String) throws {
    let path = ledger.path(".si64/" + file)
    chmod(path, mode)
    let finding = try findings(status: 1)["keys"]
    #expect(finding?["status"]?.string == "fault")
    #expect(finding?["fix"]?.string == fix + path)
    chmod(path, file == "keys" ? 0o700 : 0o600)
    #expect(try findings()["keys"]?["status"]?.string == "ok")
  }

  @Test func aKeyThatIsNoneIsAFault() throws {
    try ledger.write("[1,2,3]", to: ".si64/keys/treasury.json")
    #expect(try findings(status: 1)["keys"]?["status"]?.string == "fault")
  }

  @Test func theLastCheckpointIsCounted() throws {
    ledger("ledger create-account a --balance 5")
    ledger("ledger checkpoint --out cp.json")
    func text() throws -> String { try findings()["checkpoint"]?["value"]?.string ?? "" }
    #expect(try text() == "chk-1 of 2026-01-01T00:00:00.000Z, 0 entries since")
    ledger("ledger create-account b")
    ledger("ledger transfer a b 1")
    #expect(try text().hasSuffix(", 2 entries since"))
  }

  @Test func aDamagedLedgerIsAFault() throws {
    try ledger.write("this is no database, whatever it says", to: ".si64/ledger.sqlite")
    let found = try findings(status: 1)
    #expect(found["journal"]?["status"]?.string == "fault")
    #expect(found["journal"]?["fix"]?.string?.isEmpty == false)
  }

  @Test func badSettingsAreAFault() throws {
    try ledger.write("[alias]\nevil = !sh\nledger = config list\n", to: ".si64/config")
    let found = try findings(status: 1)
    #expect(found["alias evil"]?["status"]?.string == "fault")
    #expect(found["alias ledger"]?["status"]?.string == "note")
    try ledger.write("[alias\n", to: ".si64/config")
    #expect(try findings(status: 1)["settings"]?["status"]?.string == "fault")
  }

  @Test func completionOfShellsThatAreHere() throws {
    try ledger.writeProgram("exit 0", to: "fish")
    let missing = try findings()
    #expect(missing["completion zsh"]?["value"]?.string == "there is no zsh here")
    if !File.exists("/usr/local/share/fish/vendor_completions.d/si64.fish") {
      #expect(missing["completion fish"]?["fix"]?.string == "make install")
    }
    ledger.makeDirectory(".config/fish/completions")
    try ledger.write("", to: ".config/fish/completions/si64.fish")
    let there = try findings()["completion fish"]
    #expect(there?["status"]?.string == "ok")
  }

  @Test func theTerminal() throws {
    ledger.environment["TERM"] = "xterm"
    ledger.environment["LC_ALL"] = "de_DE.UTF-8"
    #expect(try findings()["terminal"]?["status"]?.string == "ok")
    ledger.environment["LC_ALL"] = "C"
    #expect(try findings()["terminal"]?["status"]?.string == "note")
  }

  @Test func asATable() {
    let text = ledger("doctor -o table").output
    #expect(text.contains("STATUS") || text.contains("status"))
    #expect(ledger("doctor nonsense").status == 64)
    #expect(ledger("doctor --help").output.hasPrefix("usage: "))
  }
}
