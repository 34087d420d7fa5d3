// SPDX-License-Identifier: GPL-3.0-or-later

/// When output is coloured.
package enum ColorMode: String, CaseIterable, Sendable {
  /// On a terminal, unless `NO_COLOR` is set.
  case auto
  case always, never
}
