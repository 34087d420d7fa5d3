// SPDX-License-Identifier: GPL-3.0-or-later
import TestKit

/// A recorded session: what was typed, and what came back.
///
/// A line that starts with `$ si64 ` is a command, `< ` a line of its standard input, `! ` one of
/// its standard error, `? ` its exit status where that is not 0, `# ` a remark. Everything else is
/// standard output.
struct Transcript {
  /// The commands with their remarks and input, without what came back.
  private var steps: [Step] = []

  private struct Step {
    var remarks: [String] = []
    var command = ""
    var input: [String] = []
  }

  init(_ text: String) {
    var remarks: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.hasPrefix("# ") || (line.isEmpty && steps.isEmpty) {
        remarks.append(line)
      } else if line.hasPrefix("$ si64 ") {
        steps.append(Step(remarks: remarks, command: String(line.dropFirst(7))))
        remarks = []
      } else if line.hasPrefix("< "), !steps.isEmpty {
        steps[steps.count - 1].input.append(String(line.dropFirst(2)))
      }
    }
  }

  var isEmpty: Bool { steps.isEmpty }

  /// Runs the commands, a second apart, and says what a recording of them is.
  func play(in ledger: TestLedger) -> String {
    var text = ""
    for step in steps {
      for remark in step.remarks { text += remark + "\n" }
      text += "$ si64 \(step.command)\n"
      for line in step.input { text += "< \(line)\n" }
      ledger.clock += 1000
      let input = step.input.map { $0 + "\n" }.joined()
      let result = ledger.run(Self.words(step.command), input: input)
      text += result.output
      if !result.output.isEmpty && !result.output.hasSuffix("\n") { text += "\n" }
      for line in result.errors.split(separator: "\n") { text += "! \(line)\n" }
      if result.status != 0 { text += "? \(result.status)\n" }
    }
    return text
  }

  /// The words of a line; quotes of either kind keep blanks.
  static func words(_ line: String) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    for character in line {
      if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character == " " {
        if let done = word { words.append(done) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if let word { words.append(word) }
    return words
  }
}
