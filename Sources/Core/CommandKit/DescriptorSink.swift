// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money

/// A file descriptor as a sink, unbuffered: callers hand over whole documents.
struct DescriptorSink: TextSink {
  private let descriptor: Int32

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  mutating func write(_ text: String) throws {
    var text = text
    try text.withUTF8 { try Self.write(UnsafeRawBufferPointer($0), to: descriptor) }
  }

  static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws {
    var done = 0
    while done < bytes.count {
      let written = Glibc.write(
        descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
      if written < 0 && errno == EINTR { continue }
      if written < 0 && errno == EAGAIN {
        // Somebody else has made the terminal impatient.
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&wait, 1, -1)
        continue
      }
      guard written > 0 else {
        throw Failure(.io, "cannot write the output: \(String(cString: strerror(errno)))")
      }
      done += written
    }
  }
}
