// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Glibc
import LedgerPlugin
import Store
import TestKit
import Testing

@Suite("Changing files of settings")
struct ConfigChangeTests {
  private let ledger: TestLedger

  init() throws { ledger = try TestLedger([LedgerPlugin.self, ConfigPlugin.self]) }

  private func text(_ name: String) throws -> String {
    String(decoding: try ledger.read(name), as: UTF8.self)
  }

  private func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  @Test func whoeverFindsItLockedWaitsAndSaysSo() throws {
    let other = open(ledger.path(".si64"), O_RDONLY | O_CLOEXEC)
    try #require(flock(other, LOCK_EX) == 0)
    for line in ["config set a.b c", "config unset a.b"] {
      let result = ledger("\(line) --lock-timeout 30ms -o json")
      #expect(result.status == 75)
      #expect(result.code == "locked")
    }
    #expect(ledger("config set a.b c -n --lock-timeout 0").status == 0)
    #expect(!File.exists(ledger.path(".si64/config")))
    // As after a kill.
    close(other)
    #expect(ledger("config set a.b c --lock-timeout 0").status == 0)
    #expect(ledger("config set --user a.b c --lock-timeout 0").status == 0)
  }

  @Test(arguments: [0o640, 0o644, 0o600, 0o400] as [mode_t])
  func permissionsStay(_ mode: mode_t) throws {
    try ledger.write("[a]\nb = 1\n", to: ".si64/config")
    chmod(ledger.path(".si64/config"), mode)
    #expect(ledger("config set a.b 2").status == 0)
    #expect(File.permissions(of: ledger.path(".si64/config"))?.mode == mode)
    #expect(ledger("config unset a.b").status == 0)
    #expect(File.permissions(of: ledger.path(".si64/config"))?.mode == mode)
    #expect(ledger("config set --user a.b 2").status == 0)
    #expect(File.permissions(of: ledger.path(".config/si64/config"))?.mode == 0o600)
  }

  @Test(arguments: ["../dotfiles/si64", "absolute"])
  func linksStayLinks(_ target: String) throws {
    ledger.makeDirectory("dotfiles")
    try ledger.write("[a]\nb = 1\n", to: "dotfiles/si64")
    let link = ledger.path(".si64/config")
    let real = target == "absolute" ? ledger.path("dotfiles/si64") : target
    try #require(symlink(real, link) == 0)
    #expect(ledger("config set a.c 2 -o csv --columns origin").output.contains(".si64/config"))
    #expect(isLink(link))
    #expect(try text("dotfiles/si64") == "[a]\nb = 1\n\tc = 2\n")
    ledger("config unset a.b")
    #expect(try text("dotfiles/si64") == "[a]\n\tc = 2\n")
    #expect(isLink(link))
  }

  @Test func aLinkToAFileThatIsNotThereYet() throws {
    let link = ledger.path(".si64/config")
    try #require(symlink("../dotfiles/si64", link) == 0)
    #expect(ledger("config set a.b 1").status == 0)
    #expect(isLink(link))
    #expect(try text("dotfiles/si64") == "[a]\n\tb = 1\n")
  }

  @Test(arguments: [
    "!ls", "config set ledger.asset SOL", "ledger info -L other", "ledger close -y",
    "ledger checkpoint --out x", "nonsense", "'open",
  ])
  func anAliasALedgerMayNotHaveIsRefusedAtOnce(_ text: String) {
    let result = ledger.run("config", "set", "alias.bk", text, "-o", "json")
    #expect(result.status == 78)
    #expect(result.code == "config")
    if text != "'open" { #expect(result.errors.contains("--user")) }
    #expect(!File.exists(ledger.path(".si64/config")))
  }

  @Test func yourOwnFileMayHaveIt() throws {
    #expect(ledger.run("config", "set", "--user", "alias.bk", "!ls").status == 0)
    #expect(ledger.run("config", "set", "alias.b", "ledger balance").status == 0)
    #expect(ledger.run("config", "set", "alias.b.c", "!x").status == 0)
    let bare = try TestLedger([LedgerPlugin.self, ConfigPlugin.self], backend: nil)
    #expect(bare.run("config", "set", "alias.bk", "!ls").status == 0)
  }

  @Test func whatTheUsersFileStillHasIsSaid() {
    ledger("config set ledger.asset SOL")
    #expect(ledger("config unset ledger.asset").errors.isEmpty)
    ledger("config set ledger.asset SOL --user")
    let missing = ledger("config unset ledger.asset")
    #expect(missing.status == 3)
    #expect(missing.errors.contains("si64 config unset --user ledger.asset"))
    ledger("config set ledger.asset ZAR")
    let other = ledger("config unset ledger.asset")
    #expect(other.status == 0)
    #expect(other.errors.contains("si64 config unset --user ledger.asset"))
    #expect(ledger("config unset --user ledger.asset").errors.isEmpty)
  }
}
