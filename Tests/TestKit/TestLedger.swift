// SPDX-License-Identifier: GPL-3.0-or-later
package import CommandKit
import Glibc
import LedgerCore
import Money
import Signing
package import Store

/// A ledger in a temporary directory, and a program around it that runs in this process.
///
/// Its clock stands at 2026-01-01T00:00:00Z until a test moves it; its treasury key is always the
/// same.
package final class TestLedger {
  package let directory: String
  package let plugins: PluginSet
  /// Milliseconds since 1970.
  package var clock: Int64 = 1_767_225_600_000
  /// How many milliseconds pass between two looks at the clock within a command.
  package var tick: Int64 = 0
  /// Further environment variables.
  package var environment: [String: String] = [:]
  /// What the user answers when asked.
  package var answer: String?
  /// The other programs that commands wanted to run; none of them was.
  package var launched: [Launch] { launches.list }
  /// What those programs end with.
  package var launchStatus: Int32 = 0
  /// Whether standard output is said to be a terminal.
  package var isTerminal = false
  /// How many columns that terminal has.
  package var width: Int?
  /// Whether standard error is said to be one.
  package var isErrorTerminal = false
  private let launches = Launches()
  private let input = Pipe()

  /// What one command did.
  package struct Result {
    package let status: Int32
    package let output: String
    package let errors: String

    package init(status: Int32, output: String, errors: String) {
      self.status = status
      self.output = output
      self.errors = errors
    }

    /// The output as JSON.
    package func json() throws -> JSON { try JSON(parsing: output) }

    /// The code in the JSON error on standard error, or `nil`.
    package var code: String? { (try? JSON(parsing: errors))?["error"]?["code"]?.string }

    /// A detail of the JSON error on standard error, or `nil`.
    package func detail(_ name: String) -> String? {
      (try? JSON(parsing: errors))?["error"]?[name]?.string
    }
  }

  /// Makes a directory and, unless `backend` is `nil`, a ledger in it.
  package init(_ plugins: [any Plugin.Type], backend: Location.Backend? = .sqlite) throws {
    self.plugins = PluginSet(plugins, schemaVersion: 2)
    var name = Array("/tmp/si64-test-XXXXXX".utf8CString)
    guard mkdtemp(&name) != nil else { throw Failure.system("cannot make", "a directory") }
    directory = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    if let backend {
      let result = run("ledger", "init", "--backend", backend.rawValue)
      if result.status != 0 { throw Failure(.internalError, result.errors) }
    }
  }

  deinit {
    _ = plugins
    removeTree(directory)
  }

  /// Runs one command line given as words.
  @discardableResult
  package func run(_ words: String..., input text: String = "") -> Result {
    run(words, input: text)
  }

  /// Runs one command line given as one text, split at blanks.
  @discardableResult
  package func callAsFunction(_ line: String, input text: String = "") -> Result {
    run(line.split(separator: " ").map(String.init), input: text)
  }

  /// Runs one command line given as words.
  package func run(_ words: [String], input text: String) -> Result {
    let output = Memory()
    let errors = Memory()
    let descriptor = input.filled(with: text)
    defer { close(descriptor) }
    var clock = clock - tick
    let tick = tick
    let answer = answer
    var surroundings = Surroundings(
      environment: ["HOME": directory].merging(environment) { $1 }, workingDirectory: directory,
      loginName: "tester",
      clock: {
        clock += tick
        return Timestamp(milliseconds: clock)
      },
      makeKeyPair: { Self.treasury }, input: descriptor, output: output, errors: errors,
      ask: { _ in answer }, sleep: { _ in true })
    surroundings.isInputTerminal = answer != nil
    surroundings.isOutputTerminal = isTerminal
    surroundings.isErrorTerminal = isErrorTerminal
    surroundings.width = width
    let (launches, launchStatus) = (launches, launchStatus)
    surroundings.launch = {
      launches.list.append($0)
      return launchStatus
    }
    surroundings.program = { "/opt/si64/bin/si64" }
    let status = Dispatcher(plugins, version: "test").run(words, in: surroundings)
    return Result(status: status, output: output.text, errors: errors.text)
  }

  /// A file in the directory.
  package func path(_ name: String) -> String { "\(directory)/\(name)" }

  /// Whether the directory has a file with this in its name.
  package func hasFile(containing part: String) -> Bool {
    guard let entries = opendir(directory) else { return false }
    defer { closedir(entries) }
    while let entry = readdir(entries) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.contains(part) { return true }
    }
    return false
  }

  /// Makes a directory in the directory, and those above it.
  package func makeDirectory(_ name: String) { try? Path.makeDirectory(path(name)) }

  /// Writes a shell script that can be run, in `bin`.
  package func writeProgram(_ script: String, to name: String) throws {
    makeDirectory("bin")
    try File.replace(path("bin/\(name)"), with: Array("#!/bin/sh\n\(script)\n".utf8), mode: 0o755)
  }

  /// Writes a file in the directory.
  package func write(_ text: String, to name: String) throws {
    try File.replace(path(name), with: Array(text.utf8))
  }

  /// The bytes of a file in the directory.
  package func read(_ name: String) throws -> [UInt8] { try File(path(name), O_RDONLY).readAll() }

  private static let treasury: KeyPair = {
    guard let keys = try? KeyPair(seed: [UInt8](repeating: 7, count: 32)) else {
      preconditionFailure("32 bytes are a seed")
    }
    return keys
  }()
}

/// A sink that can be read back.
private final class Memory: TextSink {
  var text = ""

  func write(_ text: String) { self.text += text }
}

/// What was wanted to be run.
private final class Launches {
  var list: [Launch] = []
}

/// Standard input made of a text.
private struct Pipe {
  func filled(with text: String) -> Int32 {
    var name = Array("/tmp/si64-input-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    unlink(name)
    var bytes = Array(text.utf8)
    _ = write(descriptor, &bytes, bytes.count)
    lseek(descriptor, 0, SEEK_SET)
    return descriptor
  }
}

private func removeTree(_ path: String) {
  if let directory = opendir(path) {
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { removeTree("\(path)/\(name)") }
    }
    closedir(directory)
    rmdir(path)
  } else {
    unlink(path)
  }
}
