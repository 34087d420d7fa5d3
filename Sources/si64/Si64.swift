// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import Glibc
import LineEditor

/// The front door: hands the words of the command line to the dispatcher.
@main
enum Si64 {
  /// The plugins of this build, and the number of the schema they make together.
  static let plugins = PluginSet(allPlugins, schemaVersion: 2)
  static let version = "0.1.0"

  static func main() {
    // Whoever started us may ignore it; 'si64 … | head' ends without a word all the same.
    signal(SIGPIPE, SIG_DFL)
    var surroundings = Surroundings.system(ask: LineEditor.ask)
    surroundings.libraries = { [("GNU readline", LineEditor.version)] }
    let entry = ReplEntry(plugins, version: version, surroundings)
    let dispatcher = Dispatcher(plugins, version: version) { try entry.run($0) }
    exit(dispatcher.run(rawArguments: words(), in: surroundings))
  }

  /// The words of the command line as the bytes they are: `CommandLine.arguments` would mend bad
  /// UTF-8.
  private static func words() -> [[UInt8]] {
    (1..<max(1, Int(CommandLine.argc))).compactMap { index in
      CommandLine.unsafeArgv[index].map { word in
        Array(UnsafeRawBufferPointer(start: word, count: strlen(word)))
      }
    }
  }
}
