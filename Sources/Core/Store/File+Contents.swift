// SPDX-License-Identifier: GPL-3.0-or-later
import Signing

extension File {
  /// SHA-256 of the whole contents, 64 lower-case hexadecimal digits; read in pieces.
  package func contentHash() throws -> String {
    var hash = SHA256()
    try eachPiece { hash.update($0) }
    return Hex.encode(hash.finish())
  }

  /// Calls `body` with the contents, a piece of at most 1 MiB at a time.
  package func eachPiece(_ body: ([UInt8]) throws -> Void) throws {
    var offset: Int64 = 0
    while true {
      let piece = try read(1 << 20, at: offset)
      if piece.isEmpty { return }
      try body(piece)
      offset += Int64(piece.count)
    }
  }
}
