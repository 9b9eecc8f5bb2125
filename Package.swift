// swift-tools-version: 6.2
import PackageDescription

/// Warnings stop a build in CI only, so that somebody in the middle of an edit can still run a test.
let settings: [SwiftSetting] =
  Context.environment["CI"] == "true" ? [.treatAllWarnings(as: .error)] : []

func library(_ name: String, uses dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, of dependencies: [Target.Dependency], excluding exclude: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies + ["Support"], exclude: exclude, swiftSettings: settings)
}

func system(_ name: String, pkgConfig: String, apt: String, brew: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt]), .brew([brew])])
}

let package = Package(
  name: "muster",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "muster", targets: ["muster"])],
  targets: [
    system("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev", brew: "curl"),
    system("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev", brew: "sqlite"),
    system("CLibXML2", pkgConfig: "libxml-2.0", apt: "libxml2-dev", brew: "libxml2"),
    system("CMicrohttpd", pkgConfig: "libmicrohttpd", apt: "libmicrohttpd-dev", brew: "libmicrohttpd"),
    system("CArchive", pkgConfig: "libarchive", apt: "libarchive-dev", brew: "libarchive"),
    system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev", brew: "zlib"),
    // The C library of Linux has iconv in it.
    .target(name: "CPlatform", linkerSettings: [.linkedLibrary("iconv", .when(platforms: [.macOS]))]),

    library("RecordStreams", uses: ["CPlatform", "CArchive", "CZlib", "CLibXML2"]),
    library("Roster", uses: ["RecordStreams"]),
    library("NgrokAPI"),
    library("Engine", uses: ["NgrokAPI"]),
    library("Ledger", uses: ["Engine", "NgrokAPI", "CSQLite", "CPlatform"]),
    library("Runner", uses: ["Engine", "Ledger", "NgrokAPI", "CPlatform"]),
    library("Transport", uses: ["NgrokAPI", "CCurl", "CPlatform"]),
    library("Sandbox", uses: ["CMicrohttpd", "CPlatform"]),
    library(
      "Commands",
      uses: [
        "RecordStreams", "Roster", "NgrokAPI", "Engine", "Ledger", "Runner", "Transport", "Sandbox", "CPlatform",
      ]),
    .executableTarget(name: "muster", dependencies: ["Commands"], swiftSettings: settings),

    .target(name: "Support", path: "Tests/Support", exclude: ["CFaultDisk"], swiftSettings: settings),
    .target(name: "CFaultDisk", dependencies: ["CSQLite"], path: "Tests/Support/CFaultDisk"),
    tests("RecordStreamsTests", of: ["RecordStreams", "CArchive"]),
    tests("RosterTests", of: ["Roster", "RecordStreams"]),
    tests("NgrokAPITests", of: ["NgrokAPI"]),
    tests("EngineTests", of: ["Engine", "NgrokAPI"]),
    tests("LedgerTests", of: ["Ledger", "Engine", "NgrokAPI", "CSQLite", "CFaultDisk"], excluding: ["Fixtures"]),
    tests("RunnerTests", of: ["Runner", "Ledger", "Engine", "NgrokAPI"]),
    tests("TransportTests", of: ["Transport", "NgrokAPI", "CPlatform"]),
    tests("SandboxTests", of: ["Sandbox"]),
    tests("CommandsTests", of: ["Commands", "NgrokAPI", "Roster", "RecordStreams"], excluding: ["Golden"]),
    .target(
      name: "Simulation",
      dependencies: ["Runner", "Ledger", "Engine", "NgrokAPI", "Sandbox", "CSQLite"],
      path: "Tests/Simulation/World",
      swiftSettings: settings),
    .executableTarget(
      name: "simulate",
      dependencies: ["Simulation"],
      path: "Tests/Simulation/Command",
      swiftSettings: settings),
    .testTarget(
      name: "SimulationTests",
      dependencies: ["Simulation"],
      path: "Tests/Simulation/Tests",
      swiftSettings: settings),

    .executableTarget(
      name: "readers",
      dependencies: ["RecordStreams", "Roster"],
      path: "Benchmarks/readers",
      exclude: ["run", "peers.py", "writers.py"],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
