/// The shape of the code as a table: which module may know which, and through which door each outside package comes in.
enum Doors {
    /// A module may depend only on modules before it.
    static let order = [
        "CDeflate", "CZlib", "CZopfli", "CZip", "CXlsxWriter", "CQRencode", "CTurboJPEG", "CPNG", "CSeccomp", "Calendars", "Records",
        "Names", "Tables", "Forms", "Images", "ReplicatedLog", "Sealing", "Roster", "Vault", "Views", "Exchange", "Reports", "Clinic",
        "ExchangeHTTP", "WebApp", "CProcess", "satchel", "Trials", "Simulation", "Fuzzing", "satchel-bench", "CFuzzer", "satchel-fuzz",
    ]

    /// What each module may import of the others: less than the order allows, where it must not know them.
    static let siblings: [String: Set<String>] = [
        "CDeflate": [],
        "CZlib": [],
        "CZopfli": [],
        "CZip": [],
        "CXlsxWriter": [],
        "CQRencode": [],
        "CTurboJPEG": [],
        "CPNG": [],
        "CSeccomp": [],
        "Calendars": [],
        "Records": ["Calendars"],
        "Names": ["Records"],
        "Tables": ["CXlsxWriter", "CZip", "Records"],
        "Forms": ["Calendars", "Records", "Tables"],
        "Images": ["CPNG", "CSeccomp", "CTurboJPEG", "Records"],
        "ReplicatedLog": ["CDeflate", "CZlib", "CZopfli", "Records"],
        "Sealing": ["Records"],
        "Roster": ["Records", "ReplicatedLog", "Sealing"],
        "Vault": ["Records", "ReplicatedLog", "Sealing"],
        "Views": ["Records", "Names", "ReplicatedLog"],
        "Exchange": ["Records", "ReplicatedLog", "Sealing", "Roster"],
        "Reports": ["CQRencode", "Calendars", "Records", "Names", "Tables", "Forms"],
        "Clinic": [
            "Calendars", "Records", "Names", "Tables", "Forms", "Images", "ReplicatedLog", "Sealing", "Roster", "Vault", "Views",
            "Exchange", "Reports",
        ],
        "ExchangeHTTP": ["Records", "ReplicatedLog", "Sealing", "Roster", "Exchange", "Clinic"],
        "WebApp": ["Calendars", "Records", "Forms", "Clinic"],
        "CProcess": [],
        "satchel": [
            "CProcess", "Calendars", "Records", "Names", "Tables", "Forms", "Images", "ReplicatedLog", "Roster", "Reports", "Clinic",
            "ExchangeHTTP", "WebApp",
        ],
        "Trials": [],
        "Simulation": ["Trials", "Records", "ReplicatedLog", "Roster", "Vault", "Clinic"],
        "satchel-bench": [
            "Trials", "Simulation", "Fuzzing", "Calendars", "Records", "Names", "Tables", "Forms", "ReplicatedLog", "Sealing", "Roster",
            "Vault", "Exchange", "Clinic",
        ],
        "Fuzzing": ["Trials", "Records", "Tables", "Forms", "ReplicatedLog", "Sealing", "Roster", "Exchange"],
        "CFuzzer": [],
        "satchel-fuzz": ["CFuzzer", "Trials", "Fuzzing"],
        "EmbedFiles": [],
        "EmbedFilesPlugin": [],
    ]

    /// Which modules each outside package may be imported in. A package that is not listed may be imported nowhere.
    static let outside: [String: Set<String>] = [
        "GRDB": ["Vault", "Views", "satchel-bench"],
        "GRDBSQLite": ["Views", "Simulation"],
        "Synchronization": ["Clinic", "WebApp", "satchel", "satchel-bench", "Simulation"],
        "Histogram": ["satchel-bench"],
        "Crypto": ["ReplicatedLog", "Sealing", "Roster", "Exchange", "Vault", "Fuzzing", "satchel-bench"],
        "CryptoExtras": ["Sealing"],
        "ArgumentParser": ["satchel", "satchel-bench"],
        "Logging": ["Clinic", "ExchangeHTTP", "WebApp", "satchel"],
        "ServiceLifecycle": ["satchel"],
        "Hummingbird": ["ExchangeHTTP", "WebApp"],
        "HummingbirdCore": ["WebApp"],
        "HTTPTypes": ["WebApp"],
        "NIOCore": ["WebApp"],
        "NIOPosix": ["WebApp"],
        "NIOHTTP1": ["WebApp"],
        "NIOHTTPTypes": ["WebApp"],
        "NIOHTTPTypesHTTP1": ["WebApp"],
        "AsyncHTTPClient": ["ExchangeHTTP"],
        "Mustache": ["Reports", "WebApp"],
        "PackagePlugin": ["EmbedFilesPlugin"],
        "Dispatch": ["Clinic", "satchel"],
        "Glibc": system,
        "Musl": system,
        "Foundation": foundation.union(["Records"]),
        "FoundationXML": ["Tables"],
        "FoundationEssentials": foundation.union(["Records"]),
    ]

    /// Modules that may reach the system: not those that only decide.
    private static let system = Set(siblings.keys).subtracting(["ReplicatedLog", "Roster", "Exchange", "Records", "Views"])
    private static let foundation = Set(siblings.keys).subtracting(["ReplicatedLog", "Roster", "Exchange", "Records"])

    /// Modules that take events and return actions, and own no clock, file, task or random source.
    static let deciding: Set<String> = ["ReplicatedLog", "Roster", "Exchange"]

    /// The imports of a file that the table does not allow, in words.
    static func violations(in file: SourceFile) -> [String] {
        file.imports.compactMap { imported in
            if imported == "Swift" { return nil }
            if siblings[imported] != nil {
                return siblings[file.module]?.contains(imported) ?? false ? nil : "\(file.path) imports \(imported)"
            }
            return outside[imported]?.contains(file.module) ?? false ? nil : "\(file.path) imports \(imported)"
        }
    }
}
