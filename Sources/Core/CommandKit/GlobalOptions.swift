// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore

/// The options every command understands, in any position of the line.
package struct GlobalOptions: Sendable {
  /// `-L`: where the ledger is.
  package var ledger: String?
  /// `-o`; `nil` lets the terminal decide.
  package var output: OutputFormat?
  /// `-q`: ids only.
  package var quiet = false
  /// `--columns`: the columns wanted, in order.
  package var columns: [String]?
  package var noHeader = false
  /// `--sort`: a column, with `-` before it for descending.
  package var sort: String?
  /// `--limit`: at most so many objects, from 0.
  package var limit: Int?
  /// `--filter k=v`, all of which must hold.
  package var filters: [(String, String)] = []
  package var dryRun = false
  /// `-y`: no confirmation is asked for.
  package var yes = false
  /// `--no-input`: a prompt is an error.
  package var noInput = false
  /// `--at`: the clock of this command.
  package var at: Timestamp?
  package var idempotencyKey: String?
  /// `--actor`: who the journal says did it.
  package var actor: String?
  /// `-w`: the interval in milliseconds.
  package var watch: Int64?
  /// `--lock-timeout` in milliseconds; 0 does not wait.
  package var lockTimeout: Int64 = 10_000
  package var color = ColorMode.auto
  package var noPager = false
  package var verbose = false
  package var help = false
  package var version = false

  package init() {}

  /// The interval of `--watch` without a value, in milliseconds.
  package static let defaultWatch: Int64 = 2_000

  /// Takes the global options out of a command line, wherever they stand before `--`.
  ///
  /// `--opt value`, `--opt=value`, `-ofmt`, `-o fmt` and bundles (`-qn`) are read; of a
  /// single-valued option given twice the last wins. A bundle with a letter that is not global is
  /// the verb's and stays. `-h` and `--help` are noted and stay as well.
  ///
  /// - Returns: the options, and the remaining words in order.
  /// - Throws: `usage` for a missing value or one too many, `bad-value`, `bad-time`, `bad-text`.
  package static func extract(from argv: [String]) throws -> (GlobalOptions, rest: [String]) {
    var reader = GlobalOptionsReader(argv)
    try reader.read()
    return (reader.options, reader.rest)
  }

  /// The global options of a command line, each as one word: `--ledger=PATH`.
  ///
  /// - Throws: as `extract`.
  package static func written(in argv: [String]) throws -> [String] {
    var reader = GlobalOptionsReader(argv)
    try reader.read()
    return reader.written
  }
}
