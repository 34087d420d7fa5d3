// SPDX-License-Identifier: GPL-3.0-or-later
package import LedgerCore
package import Signing

/// Everything outside the program: environment, clock, randomness, streams. Tests hand in their
/// own.
package struct Surroundings {
  package var environment: [String: String]
  package var workingDirectory: String
  /// The name behind the user id, if the system knows one.
  package var loginName: String?
  /// The system's clock.
  package var clock: () -> Timestamp
  package var makeKeyPair: () -> KeyPair
  /// The descriptor that `-` reads; `nil` where a script is read from it.
  package var input: Int32?
  package var output: any TextSink
  package var errors: any TextSink
  package var isInputTerminal: Bool
  package var isOutputTerminal: Bool
  package var isErrorTerminal: Bool
  /// Columns of the terminal, if output goes to one.
  package var width: Int?
  /// Lines of the terminal, if output goes to one.
  package var height: Int?
  /// Shows a long text with a pager's command; `false` where there is no such pager.
  package var page: (_ text: String, _ pager: String) -> Bool = { _, _ in false }
  /// Asks a question on the terminal; `nil` at its end.
  package var ask: (String) -> String?
  /// Waits, in milliseconds; `false` where the user interrupted it.
  package var sleep: (Int64) -> Bool
  /// Whether the user wants what runs to stop; `nil` where a signal ends the process anyway.
  package var shouldStop: (() -> Bool)?
  /// Runs another program; where that can be, in place of this one.
  package var launch: (Launch) throws -> Int32 = Programs.run
  /// What a helper prints, or `nil`.
  package var capture: (Launch) -> String? = Programs.output
  /// The file of this program.
  package var program: () -> String = { "si64" }
  /// The versions of libraries that only the front door uses.
  package var libraries: () -> [(name: String, version: String)] = { [] }

  package init(
    environment: [String: String], workingDirectory: String, loginName: String?,
    clock: @escaping () -> Timestamp, makeKeyPair: @escaping () -> KeyPair, input: Int32,
    output: any TextSink, errors: any TextSink, ask: @escaping (String) -> String?,
    sleep: @escaping (Int64) -> Bool
  ) {
    self.environment = environment
    self.workingDirectory = workingDirectory
    self.loginName = loginName
    self.clock = clock
    self.makeKeyPair = makeKeyPair
    self.input = input
    self.output = output
    self.errors = errors
    self.ask = ask
    self.sleep = sleep
    isInputTerminal = false
    isOutputTerminal = false
    isErrorTerminal = false
  }
}
