// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc

extension Programs {
  /// How long a helper may take, in milliseconds: somebody has pressed Tab and waits.
  private static let patience: Int64 = 1000
  /// How long it takes at most to notice that it has ended, in milliseconds.
  private static let pause: Int64 = 3
  /// How many bytes it may print.
  private static let most = 1 << 20

  /// What a helper prints within a second, and then it is ended: whole lines of it. `nil` where it
  /// fails before.
  package static func output(of launch: Launch) -> String? {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    let child = startHelper(launch, output: ends[1])
    close(ends[1])
    guard let child else { return nil }
    var helper = Helper(child: child, output: ends[0], end: now() + patience)
    return helper.read().flatMap { String(validating: $0, as: UTF8.self) }
  }

  /// Starts a program that reads nothing and may say what it wants on standard error.
  private static func startHelper(_ launch: Launch, output: Int32) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    return try? start(launch, &actions, leadsGroup: true)
  }

  /// Milliseconds of a clock that nobody sets.
  private static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// A helper that runs, and what it has printed so far.
  private struct Helper {
    let child: pid_t
    let output: Int32
    let end: Int64
    private var bytes: [UInt8] = []
    private var isOpen = true
    private var status: Int32?

    init(child: pid_t, output: Int32, end: Int64) {
      (self.child, self.output, self.end) = (child, output, end)
      _ = fcntl(output, F_SETFL, O_NONBLOCK)
    }

    /// What it prints up to its end, which may come before that of what it has started.
    mutating func read() -> [UInt8]? {
      while Programs.now() < end, bytes.count <= Programs.most {
        wait()
        // In this order: what it has printed is all there once it has ended.
        let hasEnded = hasEnded()
        take()
        if hasEnded { return status == 0 && bytes.count <= Programs.most ? bytes : nil }
      }
      kill(-child, SIGKILL)
      while waitpid(child, nil, 0) < 0 && errno == EINTR {}
      guard bytes.count <= Programs.most else { return nil }
      return bytes.lastIndex(of: UInt8(ascii: "\n")).map { Array(bytes[...$0]) }
    }

    /// Waits until there is something to do, or for a pause.
    private mutating func wait() {
      guard isOpen else {
        usleep(UInt32(Programs.pause) * 1000)
        return
      }
      var waiting = [pollfd(fd: output, events: Int16(POLLIN), revents: 0)]
      let left = max(0, end - Programs.now())
      poll(&waiting, 1, Int32(min(Programs.pause, left)))
    }

    /// Takes what is there.
    private mutating func take() {
      var piece = [UInt8](repeating: 0, count: 1 << 14)
      while isOpen, bytes.count <= Programs.most {
        let count = Glibc.read(output, &piece, piece.count)
        if count < 0 && errno == EINTR { continue }
        // Nothing for now, or something else that time will tell.
        guard count >= 0 else { return }
        isOpen = count > 0
        bytes += piece[..<count]
      }
    }

    private mutating func hasEnded() -> Bool {
      var status: Int32 = 0
      let ended = waitpid(child, &status, WNOHANG)
      guard ended == child || (ended < 0 && errno != EINTR) else { return false }
      // Where somebody else has waited for it, nobody knows.
      self.status = ended == child ? Programs.exitStatus(status) : 1
      return true
    }
  }
}
