// SPDX-License-Identifier: GPL-3.0-or-later

/// Rebuilds tables from entries, in order. The kernel implements it; drivers call it.
package protocol Replaying: AnyObject {
  /// Applies the next entry.
  ///
  /// - Throws: `damaged` where the entry cannot follow the ones before it.
  func apply(_ entry: UnsafeBufferPointer<UInt8>, head: Head) throws
  /// Writes out what was held back.
  func finish() throws
}
