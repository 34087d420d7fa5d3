// SPDX-License-Identifier: GPL-3.0-or-later
import FoundationEssentials

/// The shared vectors, `../shared/fixtures` from the package root or the folder `SI64_FIXTURES`
/// names.
struct SolanaVectors: Decodable, Sendable {
  struct Text: Decodable, Sendable {
    let hex: String
    let base58: String
  }

  struct Key: Decodable, Sendable {
    let name: String
    let seedHex: String
    let publicKey: String
    let keypairFile: [UInt8]
    let message: String
    let signature: String
  }

  let base58: [Text]
  let keypairs: [Key]

  /// `nil` where the folder is absent.
  static let shared: SolanaVectors? = {
    let named = ProcessInfo.processInfo.environment["SI64_FIXTURES"]
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let folder = named ?? "/\(root)/../shared/fixtures"
    guard let data = FileManager.default.contents(atPath: folder + "/solana_vectors.json") else {
      return nil
    }
    return try? JSONDecoder().decode(SolanaVectors.self, from: data)
  }()

  static let absent =
    "solana_vectors.json is not in ../shared/fixtures, nor where SI64_FIXTURES says"
}
