// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import LedgerCore
import Money
import Signing

extension Surroundings {
  /// The real ones of this process.
  ///
  /// - Parameter ask: puts a question to the user at the terminal.
  package static func system(ask: @escaping (String) -> String?) -> Surroundings {
    var surroundings = Surroundings(
      environment: processEnvironment(), workingDirectory: currentDirectory(),
      loginName: getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) },
      clock: systemTime, makeKeyPair: KeyPair.generate, input: 0,
      output: DescriptorSink(1), errors: DescriptorSink(2), ask: ask,
      sleep: { poll(nil, 0, Int32(clamping: $0)) == 0 })
    surroundings.launch = Programs.replace
    surroundings.program = Programs.own
    surroundings.isInputTerminal = isatty(0) == 1
    surroundings.isOutputTerminal = isatty(1) == 1
    surroundings.isErrorTerminal = isatty(2) == 1
    surroundings.page = Pager.show
    surroundings.measureTerminal()
    return surroundings
  }

  /// Asks the terminal how large it is now.
  package mutating func measureTerminal() {
    var size = winsize()
    guard isOutputTerminal, ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return }
    width = Int(size.ws_col)
    height = size.ws_row > 0 ? Int(size.ws_row) : nil
  }

  private static func systemTime() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  private static func processEnvironment() -> [String: String] {
    var environment: [String: String] = [:]
    var next = environ
    while let entry = next.pointee {
      let text = String(cString: entry)
      if let sign = text.utf8.firstIndex(of: UInt8(ascii: "=")) {
        environment[String(text[..<sign])] = String(text[text.index(after: sign)...])
      }
      next += 1
    }
    return environment
  }

  private static func currentDirectory() -> String {
    guard let path = getcwd(nil, 0) else { return "." }
    defer { free(path) }
    return String(cString: path)
  }
}
