// SPDX-License-Identifier: GPL-3.0-or-later

extension Completer {
  /// A global option as completion sees it.
  struct Global {
    let flag: String
    let short: String?
    let summary: String
    var takesValue = false
    var values: [String]?

    init(
      _ flag: String, _ short: String? = nil, _ summary: String, value: Bool = false,
      of values: [String]? = nil
    ) {
      self.flag = flag
      self.short = short
      self.summary = summary
      takesValue = value || values != nil
      self.values = values
    }

    /// Whether it is written as `word`.
    func isNamed(_ word: String?) -> Bool { word == flag || (word != nil && word == short) }

    /// Whether `word` is its letter and the beginning of a value: `-ojs`.
    func isBegun(by word: String) -> Bool {
      guard takesValue, let short else { return false }
      return word.hasPrefix(short) && word != short
    }
  }

  /// All global options, in the order of the manual.
  static let globals = [
    Global("--ledger", "-L", "the ledger to use", value: true),
    Global("--output", "-o", "how to print", of: OutputFormat.allCases.map(\.rawValue)),
    Global("--quiet", "-q", "print ids only"),
    Global("--columns", nil, "the columns to print", value: true),
    Global("--no-header", nil, "no header line"),
    Global("--sort", nil, "sort by a column", value: true),
    Global("--limit", nil, "print at most N", value: true),
    Global("--filter", nil, "only where COLUMN=VALUE", value: true),
    Global("--dry-run", "-n", "show what would happen"),
    Global("--yes", "-y", "ask nothing"),
    Global("--no-input", nil, "never prompt"),
    Global("--at", nil, "the time to take as now", value: true),
    Global("--idempotency-key", nil, "do it once, however often it is said", value: true),
    Global("--actor", nil, "who does it, for the journal", value: true),
    Global("--watch", "-w", "repeat until Ctrl-C"),
    Global("--lock-timeout", nil, "how long to wait for another writer", value: true),
    Global("--color", nil, "when to use colour", of: ColorMode.allCases.map(\.rawValue)),
    Global("--no-pager", nil, "print long tables at once"),
    Global("--verbose", "-v", "say more"),
    Global("--help", "-h", "explain the command"),
    Global("--version", nil, "print the version"),
  ]
}
