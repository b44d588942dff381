// swift-tools-version: 6.2
import PackageDescription

/// Whether the parsers are built for libFuzzer; see `Tests/fuzz/coverage.py`.
let isForFuzzing = Context.environment["SATCHEL_FUZZ"] != nil

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]
let watched: [SwiftSetting] = isForFuzzing ? [.unsafeFlags(["-sanitize=fuzzer"])] : []

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let histogram: Target.Dependency = .product(name: "Histogram", package: "hdrhistogram-swift")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let pages: [Target.Dependency] = [
    hummingbird, mustache, httpTypes, .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOHTTPTypes", package: "swift-nio-extras"), .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
]

/// A module of the product. One may depend only on modules listed before it.
func module(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], plugins: [Target.PluginUsage] = []
) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict + watched, plugins: plugins)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "satchel",
    products: [
        .executable(name: "satchel", targets: ["satchel"])
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        // The pages; of what hummingbird brings along, what the server names itself.
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        // For the benchmark alone.
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", exact: "0.2.0"),
    ],
    targets: [
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
        .systemLibrary(name: "CZopfli", providers: [.apt(["libzopfli-dev"])]),
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .systemLibrary(name: "CXlsxWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
        .systemLibrary(name: "CQRencode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CTurboJPEG", pkgConfig: "libturbojpeg", providers: [.apt(["libturbojpeg0-dev"])]),
        .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(name: "CSeccomp", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),
        .systemLibrary(name: "CProcess"),
        .executableTarget(name: "EmbedFiles", swiftSettings: strict),
        .plugin(name: "EmbedFilesPlugin", capability: .buildTool, dependencies: ["EmbedFiles"], path: "Sources/EmbedFilesPlugin"),

        module("Calendars", []),
        module("Records", ["Calendars"], plugins: ["EmbedFilesPlugin"]),
        module("Names", ["Records"]),
        module("Tables", ["CXlsxWriter", "CZip", "Records"]),
        module("Forms", ["Calendars", "Records", "Tables"]),
        module("Images", ["CPNG", "CSeccomp", "CTurboJPEG", "Records"]),
        module("ReplicatedLog", ["CDeflate", "CZlib", "CZopfli", "Records", crypto]),
        module("Sealing", ["Records", crypto, cryptoExtras]),
        module("Roster", ["Records", "ReplicatedLog", "Sealing", crypto]),
        module("Vault", ["Records", "ReplicatedLog", "Sealing", crypto, grdb]),
        module("Views", ["Records", "Names", "ReplicatedLog", grdb, sqlite]),
        module("Exchange", ["Records", "ReplicatedLog", "Sealing", "Roster", crypto]),
        module("Reports", ["CQRencode", "Calendars", "Records", "Names", "Tables", "Forms", mustache]),
        module(
            "Clinic",
            [
                "Calendars", "Records", "Names", "Tables", "Forms", "Images", "ReplicatedLog", "Sealing", "Roster", "Vault", "Views",
                "Exchange", "Reports", logging,
            ],
            plugins: ["EmbedFilesPlugin"]),
        module(
            "WebApp", ["Calendars", "Records", "Forms", "Clinic", logging] + pages, exclude: ["Content"], plugins: ["EmbedFilesPlugin"]),
        .executableTarget(
            name: "satchel",
            dependencies: [
                "CProcess", "Calendars", "Records", "Names", "Tables", "Forms", "Images", "ReplicatedLog", "Roster", "Reports", "Clinic",
                "WebApp", arguments, logging,
            ],
            swiftSettings: strict),

        module("Trials", []),
        module("Simulation", ["Trials", "Records", "ReplicatedLog", "Roster", "Vault", "Clinic", sqlite]),
        module("Fuzzing", ["Trials", "Records", "Tables", "Forms", "ReplicatedLog", "Sealing", "Roster", "Exchange", crypto]),

        .executableTarget(
            name: "satchel-bench",
            dependencies: [
                "Trials", "Simulation", "Fuzzing", "Calendars", "Records", "Names", "Tables", "Forms", "ReplicatedLog", "Sealing", "Roster",
                "Vault", "Exchange", "Clinic", crypto, grdb, arguments, histogram,
            ],
            resources: [.embedInCode("Compare/compare.py")], swiftSettings: strict),

        tests("CalendarsTests", ["Calendars"]),
        tests("RecordsTests", ["Trials", "Calendars", "Records"]),
        tests("NamesTests", ["Records", "Names"]),
        tests("TablesTests", ["Records", "Tables"]),
        tests("FormsTests", ["Calendars", "Records", "Tables", "Forms"]),
        tests("ReportsTests", ["Trials", "Calendars", "Records", "Tables", "Forms", "Reports"]),
        tests("ImagesTests", ["Trials", "Images", "Records", "satchel"]),
        tests("ReplicatedLogTests", ["Trials", "Records", "ReplicatedLog", crypto]),
        tests("VaultTests", ["Trials", "Records", "ReplicatedLog", "Sealing", "Vault", crypto, grdb]),
        tests("SealingTests", ["Trials", "Records", "Sealing", crypto, cryptoExtras]),
        tests("ViewsTests", ["Trials", "Records", "Names", "ReplicatedLog", "Views", crypto, grdb]),
        tests(
            "SatchelTests",
            ["satchel", "Calendars", "Records", "Names", "Tables", "Forms", "ReplicatedLog", "Roster", "Reports", "Clinic", arguments],
            exclude: ["Expected"]),
        tests("WebAppTests", ["Calendars", "Records", "Forms", "Clinic", "WebApp", httpTypes]),
        tests("RosterTests", ["Trials", "Records", "ReplicatedLog", "Sealing", "Roster", crypto]),
        tests("ExchangeTests", ["Trials", "Records", "ReplicatedLog", "Sealing", "Roster", "Exchange", crypto]),
        tests("ArchitectureTests", []),
        tests("BenchTests", ["satchel-bench", "Trials", "Fuzzing", "Records", "Clinic"]),
        tests("SimulationTests", ["Trials", "Simulation", "Records", "Vault", sqlite]),
        tests(
            "ClinicTests",
            [
                "Trials", "Calendars", "Records", "Names", "Tables", "Forms", "Images", "ReplicatedLog", "Sealing", "Roster", "Vault",
                "Views", "Exchange", "Reports", "Clinic",
            ]),
    ]
)

if isForFuzzing {
    package.products += [.executable(name: "satchel-fuzz", targets: ["satchel-fuzz"])]
    package.targets += [
        .systemLibrary(name: "CFuzzer"),
        .executableTarget(
            name: "satchel-fuzz", dependencies: ["CFuzzer", "Trials", "Fuzzing"], swiftSettings: strict + watched,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
    ]
}
