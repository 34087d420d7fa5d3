// SPDX-License-Identifier: GPL-3.0-or-later

/// One thing to do in the REPL: a command, a meta command, or a command with a meta command behind
/// it.
struct Statement: Equatable {
  /// The command's words; empty for a meta command on its own.
  var words: [Word] = []
  /// `\timing`, `\set k v`, or the `\gset c` behind a command.
  var meta: Meta?
  /// The line it starts on, from 1.
  var line = 1

  /// A word, with variables still to be filled in.
  struct Word: Equatable {
    var pieces: [Piece]

    init(_ pieces: [Piece]) { self.pieces = pieces }
  }

  /// A part of a word.
  enum Piece: Equatable {
    case text(String)
    /// `$name` or `$name.field`.
    case variable(String)
    /// `~` before a slash, at the start of a word.
    case home
  }

  /// `\name` and its arguments.
  struct Meta: Equatable {
    let name: String
    var words: [Word] = []
    /// The rest of the line as typed, for `\!`.
    var rest = ""
  }

  /// Whether there is nothing to do.
  var isEmpty: Bool { words.isEmpty && meta == nil }
}
