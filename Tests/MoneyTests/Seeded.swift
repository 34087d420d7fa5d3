// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

/// Repeatable randomness (SplitMix64); a failure names the seed that leads to it.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// A number whose length in bits is even, too: most bugs live near zero and at the edges.
  mutating func int64() -> Int64 {
    switch next() % 16 {
    case 0: Int64.max - Int64(next() % 3)
    case 1: Int64.min + Int64(next() % 3)
    default: Int64(bitPattern: next()) >> Int64(next() % 64)
    }
  }

  mutating func int128() -> Int128 {
    (Int128(int64()) << 64 | Int128(next())) >> Int128(next() % 128)
  }
}

/// Runs `body` with a few new seeds, printed, and one that never changes.
func withSeeds(_ body: (inout Seeded, Comment) throws -> Void) throws {
  for seed in [64, UInt64.random(in: 0 ... .max), UInt64.random(in: 0 ... .max)] {
    print("seed \(seed)")
    var random = Seeded(seed: seed)
    try body(&random, "seed \(seed)")
  }
}
