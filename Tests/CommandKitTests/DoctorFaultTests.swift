// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Glibc
import LedgerPlugin
import Signing
import Store
import TestKit
import Testing

@Suite("What si64 doctor finds")
struct DoctorFaultTests {
  private let ledger: TestLedger

  init() throws {
    ledger = try TestLedger([LedgerPlugin.self, ConfigPlugin.self])
    ledger.environment["PATH"] = ledger.path("bin")
  }

  /// Status, value and fix of the worst finding with this name, of a run that must find a fault.
  private func finding(
    _ name: String, _ options: String = "", status: Int32 = 1, in place: TestLedger? = nil
  ) throws -> (status: String, value: String, fix: String) {
    let result = (place ?? ledger)("\(options) doctor -o json")
    #expect(result.status == status)
    let items = try #require(result.json().array).filter { $0["id"]?.string == name }
    let item = try #require(items.first { $0["status"]?.string != "ok" } ?? items.first)
    return (
      item["status"]?.string ?? "", item["value"]?.string ?? "", item["fix"]?.string ?? ""
    )
  }

  // MARK: Keys

  @Test func anotherLedgersKey() throws {
    let path = ledger.path(".si64/keys/treasury.json")
    let own = try KeyFile.load(path: path).publicKey.base58
    try #require(unlink(path) == 0)
    try KeyFile.create(path: path, KeyPair(seed: [UInt8](repeating: 9, count: 32)))
    #expect(ledger("ledger checkpoint").status != 0)
    let found = try finding("keys")
    #expect(found.status == "fault")
    #expect(found.fix.contains(own) && found.fix.contains(path))
  }

  @Test(arguments: [".si64/keys/treasury.json", ".si64/keys"])
  func missingKeys(_ name: String) throws {
    try #require(rename(ledger.path(name), ledger.path("elsewhere")) == 0)
    let found = try finding("keys")
    #expect(found.status == "fault")
    #expect(found.fix.contains(ledger.path(".si64/keys/treasury.json")))
  }

  // MARK: Files

  @Test(
    arguments: [
      (".si64", 0o777, "chmod 700"), (".si64/ledger.sqlite", 0o666, "chmod 600"),
      (".si64/ledger.sqlite", 0o620, "chmod 600"), (".si64/config", 0o602, "chmod 600"),
    ] as [(String, mode_t, String)])
  func filesOthersMayChange(_ name: String, _ mode: mode_t, _ fix: String) throws {
    ledger("config set a.b c")
    chmod(ledger.path(name), mode)
    let found = try finding("files")
    #expect(found.status == "fault")
    #expect(found.fix == "\(fix) \(ledger.path(name))")
    chmod(ledger.path(name), name == ".si64" ? 0o700 : 0o600)
    #expect(try finding("files", status: 0).status == "ok")
  }

  @Test func settingsOfTheUsersThatOthersMayChange() throws {
    ledger("config set --user a.b c")
    chmod(ledger.path(".config/si64/config"), 0o666)
    #expect(try finding("settings").fix == "chmod 600 " + ledger.path(".config/si64/config"))
  }

  @Test(
    .enabled(if: geteuid() == 0, "only root can give files away"),
    arguments: [
      (".si64/keys/treasury.json", "keys"), (".si64/ledger.sqlite", "files"), (".si64", "files"),
    ])
  func filesOfAnotherUser(_ name: String, _ finding: String) throws {
    try #require(chown(ledger.path(name), 65534, 65534) == 0)
    let found = try self.finding(finding)
    #expect(found.value.hasSuffix("\(name) belongs to another user"))
    #expect(found.fix == "chown -R tester \(ledger.path(name))")
  }

  // MARK: Journal

  @Test func aBrokenChainInJSON() throws {
    let place = try TestLedger([LedgerPlugin.self, ConfigPlugin.self], backend: .json)
    place("ledger create-account alice --balance 5")
    place("ledger create-account bob")
    let text = String(decoding: try place.read(".si64/ledger.json"), as: UTF8.self)
    let damaged = text.split(separator: "alice", omittingEmptySubsequences: false)
    try place.write(damaged.joined(separator: "alise"), to: ".si64/ledger.json")
    let found = try finding("journal", in: place)
    #expect(found.status == "fault")
    #expect(found.value.contains("line"))
    #expect(found.fix.hasPrefix("si64 ledger restore FILE"))
  }

  // MARK: Settings

  @Test(arguments: [
    ("[ledger]\nauto_create_accounts = maybe", 2), ("[ledger]\n\nasset = NOPE", 3),
  ])
  func settingsThatCommandsRefuse(_ text: String, _ line: Int) throws {
    try ledger.write(text + "\n", to: ".si64/config")
    let found = try finding("settings ledger")
    #expect(found.status == "fault")
    #expect(found.fix == "mend line \(line) of \(ledger.path(".si64/config"))")
  }

  @Test func settingsInTheEnvironment() throws {
    ledger.environment["SI64_LEDGER_ASSET"] = "NOPE"
    #expect(try finding("settings ledger").fix == "unset SI64_LEDGER_ASSET")
  }

  @Test func aFileThatIsNoConfiguration() throws {
    try ledger.write("[ok]\n[broken\n", to: ".si64/config")
    #expect(try finding("settings").fix == "mend line 2 of " + ledger.path(".si64/config"))
    try #require(unlink(ledger.path(".si64/config")) == 0)
    ledger.makeDirectory(".si64/config")
    chmod(ledger.path(".si64/config"), 0o700)
    #expect(try finding("settings").fix == "mend " + ledger.path(".si64/config"))
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything"))
  func aFileThatCannotBeRead() throws {
    try ledger.write("[a]\n", to: ".si64/config")
    chmod(ledger.path(".si64/config"), 0o200)
    #expect(try finding("settings").fix == "chmod u+rw " + ledger.path(".si64/config"))
  }

  @Test func aliasesSayWhereTheyStand() throws {
    try ledger.write("[alias]\nok = ledger info\nevil = !sh\n", to: ".si64/config")
    #expect(try finding("alias evil").fix == "mend line 3 of " + ledger.path(".si64/config"))
    try ledger.write("[alias]\nledger = config list\n", to: ".si64/config")
    let shared = try finding("alias ledger", status: 0)
    #expect(shared.status == "note" && shared.fix == "si64 config unset alias.ledger")
    ledger.makeDirectory(".config/si64")
    try ledger.write("[alias]\nledger = config list\n", to: ".config/si64/config")
    #expect(
      try finding("alias ledger", status: 0).fix == "si64 config unset --user alias.ledger")
    ledger("config unset --user alias.ledger")
    ledger("config unset alias.ledger")
    ledger.environment["SI64_ALIAS_LEDGER"] = "config list"
    #expect(try finding("alias ledger", status: 0).fix == "unset SI64_ALIAS_LEDGER")
  }

  @Test(arguments: ["x\ty", "\u{1B}[31m", String(repeating: "x", count: 129)])
  func anActorThatTheJournalRefuses(_ name: String) throws {
    ledger.environment["SI64_ACTOR"] = name
    #expect(ledger("ledger create-account alice").status == 64)
    let found = try finding("actor")
    #expect(found.status == "fault" && found.fix.contains("SI64_ACTOR"))
    ledger.environment["SI64_ACTOR"] = "ann"
    #expect(try finding("actor", status: 0).value == "ann")
  }

  // MARK: Fixes

  @Test(arguments: [
    ("q.sqlite", "si64 -L q.sqlite ledger init"), ("x.sh", "si64 -L x.sh ledger init"),
  ])
  func theLedgerThatWasNamed(_ name: String, _ fix: String) throws {
    #expect(try finding("ledger", "-L \(name)").fix == fix)
    #expect(!ledger("-L \(name) doctor").output.contains("journal"))
    try ledger.write("x", to: "there.sh")
    #expect(try finding("ledger", "-L there.sh").fix.contains(".sqlite"))
  }

  @Test func fixesCanBeTypedAsTheyStand() throws {
    ledger.makeDirectory("doc tor")
    #expect(ledger.run("-L", "doc tor", "ledger", "init").status == 0)
    chmod(ledger.path("doc tor/.si64/keys"), 0o755)
    let result = ledger.run("-L", "doc tor", "doctor", "-o", "json")
    let fixes = try #require(result.json().array).compactMap { $0["fix"]?.string }
    #expect(fixes.contains("chmod 700 '\(ledger.path("doc tor/.si64/keys"))'"))
    #expect(fixes.contains("si64 -L 'doc tor' ledger checkpoint --out FILE"))
  }

  @Test(arguments: [20, 40, 80])
  func noFixIsCut(_ width: Int) {
    chmod(ledger.path(".si64/keys"), 0o755)
    (ledger.isTerminal, ledger.width) = (true, width)
    let fix = "chmod 700 " + ledger.path(".si64/keys")
    let lines = ledger("doctor").output.split(separator: "\n").map(String.init)
    #expect(lines.contains("  \(fix)"))
    #expect(ledger("doctor --columns id,fix").output.contains("  \(fix)\n"))
    let ok = ledger("doctor --filter status=ok").output
    #expect(!ok.contains("chmod"))
  }
}
