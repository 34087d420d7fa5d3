// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Store

/// A file that can be read several times without waiting, also where it came through a pipe.
final class ProvidedFile {
  /// For errors.
  let name: String
  private let descriptor: Int32
  private let start: Int

  /// - Parameter source: a file, which is read from where it stands; anything else is copied up to
  ///   its end.
  init(_ source: Int32, name: String, shouldStop: (() -> Bool)?) throws {
    self.name = name
    let isFile = File.size(ofDescriptor: source) != nil
    descriptor = try isFile ? fcntl(source, F_DUPFD_CLOEXEC, 0) : Spool.temporaryFile()
    guard descriptor >= 0 else { throw Failure.system("cannot read", name) }
    start = isFile ? lseek(source, 0, SEEK_CUR) : 0
    guard !isFile else { return }
    let copy = descriptor
    try File.eachPiece(ofDescriptor: source, shouldStop) { piece in
      try piece.withUnsafeBytes { try DescriptorSink.write($0, to: copy) }
    }
  }

  deinit { close(descriptor) }

  /// Its descriptor, at the beginning.
  func rewound() -> Int32 {
    lseek(descriptor, start, SEEK_SET)
    return descriptor
  }
}
