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
    /// Whether the word goes on: no space is put behind it.
    package let isOpen: Bool

    package init(_ value: String, isOpen: Bool = false) {
      self.value = value
      self.isOpen = isOpen
    }
  }

  /// Gets ready: signals, completion, and UTF-8 even where the locale does not say so.
  ///
  /// - Parameter complete: the candidates for the word under the cursor; given the line up to the
  ///   cursor.
  package static func start(name: String, complete: @escaping (String) -> [Candidate]) {
    if setlocale(LC_CTYPE, "") == nil || !isUTF8 { setlocale(LC_CTYPE, "C.UTF-8") }
    state.complete = complete
    state.name = strdup(name)
    si64_readline_setup(state.name) { text, start, _ in LineEditor.matches(text, start) }
    Interrupts.install()
  }

  /// Shows a prompt and waits for a line.
  ///
  /// - Parameter idle: how long to wait without a key, in milliseconds; `nil` for ever.
  package static func read(_ prompt: String, idle: Int64? = nil) -> Event {
    state.event = nil
    Interrupts.clear()
    rl_callback_handler_install(prompt) { LineEditor.took($0) }
    var wait = [
      pollfd(fd: 0, events: Int16(POLLIN), revents: 0),
      pollfd(fd: Interrupts.descriptor, events: Int16(POLLIN), revents: 0),
    ]
    while state.event == nil {
      let ready = poll(&wait, 2, idle.map { Int32(clamping: $0) } ?? -1)
      if ready == 0 { return giveUp(.idle) }
      if ready < 0 { continue }
      if wait[1].revents != 0 {
        if Interrupts.take() == SIGINT { return giveUp(.interrupted) }
        rl_resize_terminal()
      }
      if wait[0].revents != 0 { rl_callback_read_char() }
    }
    return state.event ?? .end
  }

  /// Asks a question and reads the answer.
  ///
  /// - Returns: the line without its line feed; `nil` at the end of input.
  package static func ask(_ question: String) -> String? {
    si64_prompt_on_standard_error()
    guard let line = readline(question) else { return nil }
    defer { free(line) }
    return String(cString: line)
  }

  /// The version of GNU readline.
  package static var version: String { String(cString: si64_readline_version()) }

  // MARK: History

  /// Adds a statement to what the arrow keys go through.
  package static func remember(_ statement: String) { add_history(statement) }

  // MARK: Readline's side

  private struct State {
    var complete: (String) -> [Candidate] = { _ in [] }
    var event: Event?
    var name: UnsafeMutablePointer<CChar>?
    var candidates: [Candidate] = []
  }

  // Readline calls back without a context: its state is the process's, and so is ours.
  nonisolated(unsafe) private static var state = State()

  private static var isUTF8: Bool {
    nl_langinfo(nl_item(CODESET)).map { String(cString: $0) } == "UTF-8"
  }

  private static func giveUp(_ event: Event) -> Event {
    if event == .interrupted { si64_cancel_line() }
    rl_callback_handler_remove()
    return event
  }

  private static func took(_ line: UnsafeMutablePointer<CChar>?) {
    // Or readline shows the old prompt once more before it returns.
    rl_callback_handler_remove()
    guard let line else {
      state.event = .end
      return
    }
    defer { free(line) }
    state.event = .line(String(cString: line))
  }

  private static func matches(
    _ text: UnsafePointer<CChar>?, _ start: Int32
  ) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    si64_no_file_names()
    let line = si64_line().map { String(cString: $0) } ?? ""
    let typed = String(decoding: line.utf8.prefix(Int(si64_cursor())), as: UTF8.self)
    state.candidates = state.complete(typed)
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
