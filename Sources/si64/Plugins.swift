// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import LedgerPlugin

let allPlugins: [any Plugin.Type] = [
  LedgerPlugin.self
]
