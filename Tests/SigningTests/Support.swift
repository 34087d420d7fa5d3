// SPDX-License-Identifier: GPL-3.0-or-later
import Glibc
import Money
import Signing

/// The code `body` fails with, `nil` if it does not fail.
func failure<Value>(_ body: () throws -> Value) -> ErrorCode? {
  do {
    _ = try body()
    return nil
  } catch let failure as Failure {
    return failure.code
  } catch {
    return .internalError
  }
}

/// Repeatable bytes for property tests: SHA-256 of a label and a counter, cut to `count`.
func sampleBytes(_ label: String, _ count: Int) -> [UInt8] {
  var bytes: [UInt8] = []
  var block = 0
  while bytes.count < count {
    bytes += SHA256.hash(Array("\(label) \(block)".utf8))
    block += 1
  }
  return Array(bytes.prefix(count))
}

/// A directory of its own for the time of `body`.
func withDirectory(_ body: (String) throws -> Void) throws {
  let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
  let name = Hex.encode(SecureRandom.bytes(8))
  let path = "\(base)/si64-signing-\(name)"
  guard mkdir(path, 0o700) == 0 else { throw Failure(.io, "mkdir \(path)") }
  defer {
    if let directory = opendir(path) {
      while let entry = readdir(directory) {
        withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) {
            _ = unlinkat(dirfd(directory), $0, 0)
          }
        }
      }
      closedir(directory)
    }
    rmdir(path)
  }
  try body(path)
}

/// The content of the file at `path`, up to 64 KiB.
func contents(_ path: String) -> [UInt8] {
  let file = open(path, O_RDONLY)
  defer { close(file) }
  var buffer = [UInt8](repeating: 0, count: 65_536)
  let count = read(file, &buffer, 65_536)
  return Array(buffer.prefix(max(0, count)))
}

/// Writes `bytes` to `path` with exactly these permission bits.
func write(_ bytes: [UInt8], to path: String, mode: mode_t) {
  let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode)
  defer { close(file) }
  fchmod(file, mode)
  _ = write(file, bytes, bytes.count)
}
