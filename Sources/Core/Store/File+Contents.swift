// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Signing

extension File {
  /// SHA-256 of all that a descriptor still gives, 64 lower-case hexadecimal digits.
  ///
  /// - Throws: as `eachPiece`.
  package static func contentHash(
    ofDescriptor descriptor: Int32, _ shouldStop: Stop.Question? = nil
  ) throws -> String {
    var hash = SHA256()
    try eachPiece(ofDescriptor: descriptor, shouldStop) { $0.withUnsafeBytes { hash.update($0) } }
    return Hex.encode(hash.finish())
  }

  /// Calls `body` with what a descriptor still gives, pipes included, a piece of at most 64 KiB at
  /// a time.
  ///
  /// - Throws: `io`; `interrupted` where a signal came and `shouldStop` says so.
  package static func eachPiece(
    ofDescriptor descriptor: Int32, _ shouldStop: Stop.Question? = nil,
    _ body: (ArraySlice<UInt8>) throws -> Void
  ) throws {
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count < 0 && errno == EINTR {
        if shouldStop?() == true { throw Failure.interrupted }
        continue
      }
      guard count >= 0 else { throw Failure.system("cannot read", "the input") }
      if count == 0 { return }
      try body(piece[..<count])
    }
  }
}
