// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc

/// Writes a text into a pipe from a thread of its own, so that it may be longer than a pipe holds.
final class Feeder {
  private let bytes: [UInt8]
  private let descriptor: Int32

  private init(_ text: String, _ descriptor: Int32) {
    bytes = Array(text.utf8)
    self.descriptor = descriptor
  }

  /// - Returns: the end that is read.
  static func start(_ text: String) -> Int32 {
    // A socket, as writing to one does not end the process where nobody reads on.
    var ends: [Int32] = [-1, -1]
    socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends)
    var thread = pthread_t()
    let feeder = Unmanaged.passRetained(Feeder(text, ends[1])).toOpaque()
    let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { feeder in
      if let feeder { Unmanaged<Feeder>.fromOpaque(feeder).takeRetainedValue().run() }
      return nil
    }
    pthread_create(&thread, nil, body, feeder)
    pthread_detach(thread)
    return ends[0]
  }

  private func run() {
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        send(
          descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done,
          Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      done += count
    }
  }
}
