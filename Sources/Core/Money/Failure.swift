// SPDX-License-Identifier: GPL-3.0-or-later

/// The one error of the program: a code for scripts, a sentence for people, and what to do about
/// it.
package struct Failure: Error, Equatable, Sendable {
  /// What went wrong, for scripts.
  package var code: ErrorCode
  /// One sentence without a final full stop.
  package var message: String
  /// What the user can do, if we know.
  package var hint: String?
  /// Further facts, printed as keys of the JSON error object (`required`, `available`, `from`, …).
  package var details: [String: String]
  /// The file and line the bad value came from; `nil` for the command line.
  package var place: Place?
  /// Whether no value was bad by itself: what is in the ledger does not allow it.
  package var isOfState = false

  package init(
    _ code: ErrorCode, _ message: String, hint: String? = nil, details: [String: String] = [:]
  ) {
    self.code = code
    self.message = message
    self.hint = hint
    self.details = details
  }

  /// A line of an input file, counted from 1.
  package struct Place: Equatable, Sendable {
    package var file: String
    package var line: Int

    package init(file: String, line: Int) {
      self.file = file
      self.line = line
    }
  }

  /// The process exit status this failure leads to.
  package var exitStatus: Int32 { code.exitStatus(inFile: place != nil, ofState: isOfState) }

  /// Whether it says something about what was asked for or stored, and nothing about the machine:
  /// the same call on another machine would fail as well.
  package var concernsContent: Bool {
    switch code {
    case .io, .locked, .permission, .internalError, .config, .notConfigured, .noLedger,
      .interrupted:
      false
    default: true
    }
  }

  /// This failure, said to come from `place` unless it already has one.
  package func at(_ place: Place?) -> Failure {
    var copy = self
    if copy.place == nil { copy.place = place }
    return copy
  }
}
