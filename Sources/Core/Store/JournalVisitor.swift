// SPDX-License-Identifier: GPL-3.0-or-later

/// Is shown a journal's entries in order: the bytes, the place in the chain, and whether the commit
/// goes on with the next entry.
package typealias JournalVisitor = (UnsafeBufferPointer<UInt8>, Head, Bool) throws -> Void
