// SPDX-License-Identifier: GPL-3.0-or-later
import CReadline
import Glibc

/// Lines typed at a terminal, edited with GNU readline.
///
/// Readline has one state for the whole process, so there is one editor: use it from one thread,
/// and only where standard input is a terminal.
package enum LineEditor {
  /// What the user did at a prompt.
  package enum Event: Equatable {
    case line(String)
    /// A line that is not UTF-8.
    case unreadable
    /// Ctrl-C: the line is dropped.
    case interrupted
    /// Ctrl-D on an empty line.
    case end
    /// Nothing was typed for as long as the caller was willing to wait.
    case idle
  }

  /// A word that could stand where the cursor is.
  package struct Candidate: Equatable, Sendable {
    package let value: String
    /// What it means; may be empty.
    package let summary: String
    /// Whether the word goes on: no space is put behind it.
    package let isOpen: Bool

    package init(_ value: String, _ summary: String = "", isOpen: Bool = false) {
      self.value = value
      self.summary = summary
      self.isOpen = isOpen
    }
  }

  /// Gets ready: signals, completion, and UTF-8 even where the locale does not say so.
  ///
  /// - Parameter complete: the candidates for the word under the cursor, given the line up to the
  ///   cursor; `nil` where names of files are wanted.
  package static func start(name: String, complete: @escaping (String) -> [Candidate]?) {
    if setlocale(LC_CTYPE, "") == nil || !isUTF8 {
      // Readline asks the environment again, whatever the program has set.
      setenv("LC_ALL", "C.UTF-8", 1)
      setlocale(LC_CTYPE, "C.UTF-8")
    }
    if isatty(STDOUT_FILENO) == 0 { si64_prompt_on_standard_error(1) }
    state.complete = complete
    state.name = strdup(name)
    Interrupts.install()
    si64_readline_setup(
      state.name, Interrupts.descriptor, { LineEditor.obey($0) },
      { text, start, _ in LineEditor.matches(text, start) }, { _, _ in LineEditor.paste() })
    si64_show_matches_with { LineEditor.show($0, $1, $2) }
  }

  /// Shows a prompt and waits for a line.
  ///
  /// - Parameter idle: how long to wait without a key, in milliseconds; `nil` for ever.
  package static func read(_ prompt: String, idle: Int64? = nil) -> Event {
    // What came while nobody was waiting: the terminal has shown '^C'.
    while let signal = Interrupts.take() {
      guard signal != SIGINT else {
        si64_print("\n")
        return .interrupted
      }
    }
    guard let line = readHoldingEnds(prompt, idle.map { Int32(clamping: $0) } ?? -1) else {
      switch si64_why_ended() {
      case SIGINT: return .interrupted
      case SI64_IDLE: return .idle
      default: return .end
      }
    }
    defer { free(line) }
    return String(validatingCString: line).map { .line($0) } ?? .unreadable
  }

  /// Asks a question and reads the answer.
  ///
  /// - Returns: the line without its line feed; `nil` at the end of input.
  package static func ask(_ question: String) -> String? {
    si64_prompt_on_standard_error(1)
    defer { si64_prompt_on_standard_error(isatty(STDOUT_FILENO) == 0 ? 1 : 0) }
    let complete = state.complete
    state.complete = { _ in [] }
    defer { state.complete = complete }
    guard let line = readHoldingEnds(question, -1) else {
      // Who asked gets no answer, and whoever runs more than that hears of it as well.
      if si64_why_ended() == SIGINT { Interrupts.note(SIGINT) } else { si64_print("\n") }
      return nil
    }
    defer { free(line) }
    return String(cString: line)
  }

  /// Reads a line; signals that end or stop the process give the terminal back first.
  private static func readHoldingEnds(
    _ prompt: String, _ patience: Int32
  ) -> UnsafeMutablePointer<CChar>? {
    // Without `start`, readline sees to that itself.
    guard Interrupts.descriptor >= 0 else { return si64_read(prompt, patience) }
    Interrupts.take(over: Interrupts.ends)
    defer {
      Interrupts.release(Interrupts.ends)
      Interrupts.raiseEnds()
    }
    return si64_read(prompt, patience)
  }

  /// The version of GNU readline.
  package static var version: String { String(cString: si64_readline_version()) }

  // MARK: History

  /// Adds a statement to what the arrow keys go through.
  package static func remember(_ statement: String) { add_history(statement) }

  // MARK: Readline's side

  private struct State {
    var complete: (String) -> [Candidate]? = { _ in [] }
    var name: UnsafeMutablePointer<CChar>?
    var candidates: [Candidate] = []
    /// What the candidates mean, for those that say so.
    var summaries: [String: String] = [:]
  }

  // Readline calls back without a context: its state is the process's, and so is ours.
  nonisolated(unsafe) private static var state = State()

  private static var isUTF8: Bool {
    nl_langinfo(nl_item(CODESET)).map { String(cString: $0) } == "UTF-8"
  }

  /// What a candidate of the last completion means.
  static func summary(of value: String) -> String? { state.summaries[value] }

  /// Resizes, or gives the terminal back and does what the signal asks for.
  private static func obey(_ signal: Int32) {
    guard Interrupts.ends.contains(signal) else { return rl_resize_terminal() }
    rl_cleanup_after_signal()
    Interrupts.release([signal])
    raise(signal)
    // Only a stopped process comes here, once it goes on.
    Interrupts.take(over: [signal])
    rl_reset_after_signal()
    rl_forced_update_display()
  }

  /// Puts pasted text into the line as it is, or nothing of it where Ctrl-C cuts it short.
  ///
  /// Readline's own function then reads past the end of its memory (as of 8.2).
  private static func paste() -> Int32 {
    let end = Array("\u{1B}[201~".utf8)
    var text: [UInt8] = []
    while text.suffix(end.count) != end[...] {
      let key = rl_read_key()
      guard key >= 0 else { return 1 }
      let byte = UInt8(truncatingIfNeeded: key)
      if byte != 0 { text.append(byte == Character("\r").asciiValue ? 0x0A : byte) }
    }
    rl_insert_text(text.dropLast(end.count).map(CChar.init(bitPattern:)) + [0])
    return 0
  }

  private static func matches(
    _ text: UnsafePointer<CChar>?, _ start: Int32
  ) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    let line = si64_line().map { String(cString: $0) } ?? ""
    let typed = String(decoding: line.utf8.prefix(Int(si64_cursor())), as: UTF8.self)
    guard let candidates = state.complete(typed) else { return nil }
    si64_no_file_names()
    state.candidates = candidates
    state.summaries = Dictionary(
      candidates.filter { !$0.summary.isEmpty }.map { ($0.value, $0.summary) },
      uniquingKeysWith: { first, _ in first })
    si64_append_space(state.candidates.contains { $0.isOpen } ? 0 : 1)
    return rl_completion_matches(text) { text, index in LineEditor.candidate(text, index) }
  }

  /// One candidate for each call, as readline asks for them; it frees the copies.
  private static func candidate(
    _ text: UnsafePointer<CChar>?, _ index: Int32
  ) -> UnsafeMutablePointer<CChar>? {
    guard !state.candidates.isEmpty else { return nil }
    return strdup(state.candidates.removeFirst().value)
  }
}
