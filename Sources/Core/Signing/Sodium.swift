// SPDX-License-Identifier: GPL-3.0-or-later
import CSodium

/// libsodium, made ready once.
enum Sodium {
  private static let isReady = sodium_init() >= 0

  /// Call before randomness or signatures; hashing alone needs no preparation, and starts faster
  /// without.
  static func prepare() {
    precondition(isReady, "libsodium found no source of randomness")
  }
}
