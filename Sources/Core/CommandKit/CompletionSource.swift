// SPDX-License-Identifier: GPL-3.0-or-later
package import Store

/// Where the values of an argument come from.
package enum CompletionSource: Sendable {
  case accounts
  case assets
  /// The keys of settings.
  case settings
  /// Ids of transactions, the newest first.
  case transactions
  /// The ids, or names, of a plugin's records; newest first where they are numbered.
  case records(Table)
  case words([String])
  case files
}

extension CompletionSource {
  /// What arguments of these names mean wherever a plugin does not say otherwise.
  static let common: [String: CompletionSource] = [
    "account": .accounts, "from": .accounts, "to": .accounts, "wallet": .accounts,
    "owner": .accounts, "customer": .accounts, "asset": .assets, "out": .files,
    "file": .files, "key_file": .files, "backend": .words(["json", "sqlite"]),
    "by": .words(["effective", "recorded"]), "input": .words(["csv", "jsonl"]),
  ]
}
