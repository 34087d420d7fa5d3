// swift-tools-version: 6.2
// SPDX-License-Identifier: GPL-3.0-or-later
// The floor plan: every module, and every module it may use. Arrows go down only.
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
  .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

/// A module of `Sources/Core`; its target is named after the folder unless `target` says otherwise.
func core(_ folder: String, target: String? = nil, uses: [Target.Dependency]) -> Target {
  .target(
    name: target ?? folder, dependencies: uses, path: "Sources/Core/\(folder)",
    swiftSettings: strict)
}

/// A plugin: folder `Sources/Plugins/NAME`, target `NAMEPlugin`. All see the core; `uses` names
/// other plugins.
func plugin(_ name: String, uses: [String] = []) -> Target {
  .target(
    name: "\(name)Plugin",
    dependencies: ["CommandKit", "LedgerCore", "Store", "Money", "Signing", "System", parser]
      + uses.map { .byName(name: "\($0)Plugin") },
    path: "Sources/Plugins/\(name)", swiftSettings: strict)
}

/// The tests of one module.
func tests(_ target: String, uses: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(target)Tests", dependencies: [.byName(name: target)] + uses, swiftSettings: strict)
}

let parser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "si64",
  products: [.executable(name: "si64", targets: ["si64"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(name: "CReadline", providers: [.apt(["libreadline-dev"])]),

    core("Money", uses: []),
    core("System", uses: []),
    core("Signing", uses: ["Money", "System", "CSodium"]),
    core("Store", uses: ["Money", "Signing", "System", "CSQLite"]),
    core("Ledger", target: "LedgerCore", uses: ["Store", "Money", "Signing"]),
    core("CommandKit", uses: ["LedgerCore", "Store", "Money", "Signing", "System", parser]),
    core("LineEditor", uses: ["CReadline"]),

    plugin("Ledger"),
    plugin("Device"),
    plugin("Contract", uses: ["Device"]),
    plugin("Meter", uses: ["Contract"]),
    plugin("Rent", uses: ["Contract", "Device"]),

    .executableTarget(
      name: "si64",
      dependencies: [
        "CommandKit", "LineEditor", "LedgerPlugin", "DevicePlugin", "ContractPlugin", "RentPlugin",
        "MeterPlugin",
      ],
      path: "Sources/si64",
      swiftSettings: strict),

    .target(
      name: "TestKit", dependencies: ["CommandKit", "LedgerCore", "Store", "Money", "Signing"],
      path: "Tests/TestKit", swiftSettings: strict),
    tests("Money"),
    tests("System"),
    tests("Signing", uses: ["Money"]),
    tests("Store", uses: ["Money"]),
    tests("LedgerCore", uses: ["Store", "Money", "Signing"]),
    tests(
      "CommandKit", uses: ["TestKit", "LedgerPlugin", "LedgerCore", "Store", "Money", "Signing"]),
    .testTarget(
      name: "ProcessTests", dependencies: ["si64", "TestKit", "Store", "Money"],
      swiftSettings: strict),
    .testTarget(
      name: "TranscriptTests", dependencies: ["si64", "TestKit", "Store", "Money"],
      exclude: ["Transcripts"], swiftSettings: strict),
    .testTarget(
      name: "Si64Tests",
      dependencies: [
        "si64", "CommandKit", "TestKit", "LedgerCore", "Store", "Money", "Signing", parser,
      ],
      swiftSettings: strict),
    tests(
      "DevicePlugin",
      uses: ["LedgerPlugin", "TestKit", "CommandKit", "LedgerCore", "Store", "Money", parser]),
    tests(
      "ContractPlugin",
      uses: [
        "DevicePlugin", "LedgerPlugin", "TestKit", "CommandKit", "LedgerCore", "Store", "Money",
        "Signing", parser,
      ]),
    tests(
      "LedgerPlugin",
      uses: ["TestKit", "CommandKit", "LedgerCore", "Store", "Signing", "Money"]),
    tests(
      "MeterPlugin",
      uses: [
        "ContractPlugin", "DevicePlugin", "LedgerPlugin", "TestKit", "CommandKit", "LedgerCore",
        "Store", "Money", parser,
      ]),
    tests(
      "RentPlugin",
      uses: [
        "TestKit", "LedgerPlugin", "DevicePlugin", "ContractPlugin", "CommandKit", "LedgerCore",
        "Store", "Money",
      ]),
  ]
)
