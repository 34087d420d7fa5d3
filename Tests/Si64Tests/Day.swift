// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Money
import Store
import TestKit

@testable import si64

/// One day of a demo ledger on which every command of every plugin is used.
///
/// Whoever adds a command adds a line here; what must hold of every command is then tested for it.
enum Day {
  static let lines = #"""
    ledger where
    ledger info
    ledger create-account zoe --balance 5SOL
    ledger list-accounts
    ledger show-account zoe
    ledger freeze zoe
    ledger thaw zoe
    ledger balance alice
    ledger transfer alice zoe 1SOL
    ledger credit zoe 1SOL --reason gift
    ledger post --postings [{"from":"alice","to":"zoe","amount":"0.1SOL"}]
    ledger history
    ledger revert tx-5 --reason mistake
    ledger show tx-5
    ledger hold alice 1SOL --to zoe
    ledger capture hld-1 0.5SOL
    ledger hold alice 1SOL --expires-in 1s
    ledger release hld-1
    ledger holds
    ledger sweep
    ledger log --limit 20
    ledger asset add COIN --decimals 3
    ledger asset list
    ledger limit set zoe --per-minute 3
    ledger limit list
    ledger limit remove zoe
    ledger report trial
    ledger report statement alice
    ledger report activity
    ledger checkpoint
    ledger verify
    ledger export --format json --out out.json
    ledger import --format mesh in.json
    ledger backup backup.json
    ledger copy other
    ledger compact
    ledger restore backup.json --yes
    device seed
    device tier list
    device tier set M9 --rate 0.002SOL --memory 8GB
    device add extra --tier M9
    device list
    device show extra
    device audit extra --pass
    device heartbeat extra
    device add old --tier M9
    device set extra --slots 2 --region za
    device retire old
    device restore old
    config set rent.spot true
    rent tiers
    rent quote --tier M2 --hours 1
    rent create --wallet alice --tier M2 --hours 2
    rent reserve --wallet alice --tier M2 --hours 1 --start 2027-06-01
    rent bid --wallet alice --tier M2 --hours 1 --max-rate 1SOL
    rent budget set alice --active-contracts 9
    rent budget list
    rent budget remove alice
    meter record ctr-1 --cpu 50 --memory 100 --disk-read 1 --disk-write 1 --net-rx 1 --net-tx 1
    meter collect ctr-1 --count 1 --interval 10ms
    meter usage ctr-1
    contract show ctr-1
    contract list
    contract history ctr-1
    contract extend ctr-1 --hours 1
    contract pause ctr-1
    contract resume ctr-1
    contract cancel ctr-2
    rent evict ctr-3
    contract sweep
    contract snapshot
    contract settle ctr-1
    contract proof ctr-1 --out proof.json
    contract verify-proof proof.json
    config set ledger.auto_create_accounts true
    config get ledger.auto_create_accounts
    config list
    config unset ledger.auto_create_accounts
    """#.split(separator: "\n").map(String.init)

  /// The lines that do the same on every machine.
  static let repeatable = lines.filter { !$0.hasPrefix("meter collect") }

  /// A demo ledger with the file that the day imports.
  static func ledger(_ backend: Location.Backend) throws -> TestLedger {
    let ledger = try TestLedger(allPlugins, backend: nil)
    let made = ledger("ledger init --demo --backend \(backend.rawValue)")
    guard made.status == 0 else { throw Failure(.internalError, made.errors) }
    try ledger.write(#"{"accounts":{"m1":{"balance":5}},"transfers":[]}"#, to: "in.json")
    return ledger
  }

  /// The command that a line calls.
  static func command(of line: String) -> (any SessionCommand.Type)? {
    var best: (any SessionCommand.Type)?
    for plugin in allPlugins {
      for command in plugin.commands where "\(line) ".hasPrefix("\(command.fullName) ") {
        if command.fullName.count > best?.fullName.count ?? 0 { best = command }
      }
    }
    return best
  }

  /// `MODULE VERB` of a line; empty for no command.
  static func verb(of line: String) -> String { command(of: line)?.fullName ?? "" }

  /// Whether a line's command is one that writes entries, though it may find nothing to write.
  static func writes(_ line: String) -> Bool { command(of: line) is any WriteCommand.Type }

  /// Whether a line's command takes `--from`.
  static func isBulk(_ line: String) -> Bool { command(of: line) is any BulkCommand.Type }
}

extension TestLedger {
  /// The journal's last hash: from the file where there is one, as that takes no command.
  var head: String {
    if let text = try? read(".si64/ledger.json") {
      let last = String(decoding: text.suffix(200), as: UTF8.self).split(separator: "\"hash\":\"")
      return last.last.map { String($0.prefix(64)) } ?? "no hash"
    }
    return (try? self("ledger info -o json").json()["head"]?.string) ?? "no ledger"
  }

  /// Output that does not say where the ledger lies.
  func portable(_ result: Result) -> String {
    result.output.split(separator: directory, omittingEmptySubsequences: false)
      .joined(separator: "DIR")
  }
}
