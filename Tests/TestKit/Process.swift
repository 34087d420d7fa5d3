// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money

/// A running copy of the built `si64`, for what only a process of its own can show.
package final class Process {
  private let pid: pid_t
  private let output: Int32
  private let errors: Int32

  /// How a process ended.
  package struct End: Equatable {
    /// The exit status, or 128 and the signal's number.
    package let status: Int32
    package let output: String
    package let errors: String
  }

  /// The built program, beside the tests.
  package static let program: String = {
    // The tests run from the package, or as a bundle in the directory of the products.
    let own = (try? Process.realPath("/proc/self/exe")) ?? ""
    var places = ["\(parent(own))/si64", ".build/debug/si64", ".build/release/si64"]
    for argument in CommandLine.arguments {
      places.insert("\(parent(argument))/si64", at: 0)
    }
    return places.first { access($0, X_OK) == 0 && !$0.hasPrefix("/usr/") } ?? "si64"
  }()

  /// Starts it.
  ///
  /// - Parameters:
  ///   - home: the working directory, and `HOME`.
  ///   - input: the file it reads, or nothing.
  ///   - limit: the largest file it may write, in bytes.
  ///   - path: directories that go before the system's in `PATH`.
  ///   - errors: the file that gets its standard error; `End` does not have it then.
  package init(
    _ arguments: [String], home: String, input: String = "/dev/null", limit: UInt? = nil,
    path: String? = nil, errors file: String? = nil
  ) throws {
    output = Self.temporary()
    errors = Self.temporary()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, errors, 2)
    if let file { posix_spawn_file_actions_addopen(&actions, 2, file, O_WRONLY, 0) }
    // 512-byte blocks, as POSIX has it; the shell gives its place to the program.
    let limits = limit.map { "ulimit -f \($0 / 512); " } ?? ""
    let script = "cd \"$0\" && \(limits)exec \"$@\""
    let words = ["/bin/sh", "-c", script, home, Self.program] + arguments
    let settings = [
      "HOME=\(home)", "SI64_ACTOR=tester", "PATH=\(path.map { $0 + ":" } ?? "")/usr/bin:/bin",
    ]
    var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var environment: [UnsafeMutablePointer<CChar>?] = settings.map { strdup($0) } + [nil]
    defer { for word in argv + environment { free(word) } }
    // Worker threads of tests block most signals.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var pid: pid_t = 0
    guard posix_spawn(&pid, "/bin/sh", &actions, &attributes, &argv, &environment) == 0 else {
      throw Failure(.io, "cannot start \(Self.program)")
    }
    self.pid = pid
  }

  deinit {
    close(output)
    close(errors)
  }

  /// Sends a signal.
  package func send(_ signal: Int32) { kill(pid, signal) }

  /// Waits for the end.
  package func end() -> End {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7F
    return End(
      status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, output: Self.text(output),
      errors: Self.text(errors))
  }

  /// Starts it and waits for its end.
  package static func run(
    _ arguments: [String], home: String, path: String? = nil
  ) throws -> End {
    try Process(arguments, home: home, path: path).end()
  }

  private static func temporary() -> Int32 {
    var name = Array("/tmp/si64-process-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    unlink(name)
    return descriptor
  }

  private static func text(_ descriptor: Int32) -> String {
    lseek(descriptor, 0, SEEK_SET)
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = read(descriptor, &piece, piece.count), count > 0 {
      bytes += piece[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func parent(_ path: String) -> String {
    path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? "."
  }

  private static func realPath(_ path: String) throws -> String {
    guard let resolved = realpath(path, nil) else { throw Failure.init(.io, path) }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
