// SPDX-License-Identifier: GPL-3.0-or-later
import CSodium

/// The version of libsodium: `1.0.18`.
package var sodiumVersion: String { String(cString: sodium_version_string()) }
