// SPDX-License-Identifier: GPL-3.0-or-later

/// What a command has to say, before it has a format.
package enum Document: Equatable, Sendable {
  /// One object that was asked for.
  case item(Item)
  /// One object that was created or changed: TSV prints its id and no more.
  case changed(Item)
  /// Objects of one kind.
  ///
  /// - Parameter columns: what tables, TSV and CSV show, in order; `id` is one of them where it is
  ///   wanted.
  case listing(kind: String, columns: [String], items: [Item])
  /// Text that is its own format (an invoice, an export). A final newline is added where it is
  /// missing.
  case text(String)
}
