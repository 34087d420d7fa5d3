// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Glibc
import LineEditor

/// The front door: hands the words of the command line to the dispatcher.
@main
enum Si64 {
  /// The plugins of this build. Adding one is a line here, lines in `Package.swift`, a folder and a page.
  static let plugins = PluginSet(allPlugins, schemaVersion: 1)
  static let version = "0.1.0"

  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let dispatcher = Dispatcher(plugins, version: version)
    exit(dispatcher.run(arguments, in: .system(ask: LineEditor.ask)))
  }
}
