import Testing

/// The doors of the design stay shut: this reads the import lines, so that a new one is a decision and not an accident.
struct DoorTests {
    @Test func `every import comes through the door that the table names`() throws {
        let files = try SourceFile.all(in: "Sources")
        #expect(files.count > 80)
        #expect(files.flatMap(Doors.violations) == [])
    }

    @Test func `every module of the sources and of the manifest stands in the table`() throws {
        let modules = Set(try SourceFile.all(in: "Sources").map(\.module))
        #expect(modules.subtracting(Doors.siblings.keys) == [])
        for (module, dependencies) in try Self.targets() {
            let allowed = try #require(Doors.siblings[module], "\(module)")
            let known = dependencies.filter { Doors.siblings[$0] != nil }
            #expect(Set(known).subtracting(allowed) == [], "\(module)")
        }
    }

    @Test func `a module knows only modules before it`() throws {
        for (module, siblings) in Doors.siblings {
            guard let place = Doors.order.firstIndex(of: module) else {
                #expect(siblings == [], "\(module)")
                continue
            }
            for sibling in siblings {
                let before = try #require(Doors.order.firstIndex(of: sibling))
                #expect(before < place, "\(module) knows \(sibling)")
            }
        }
        let listed = try Self.targets().map(\.module)
        #expect(listed.count > 8)
        #expect(listed.compactMap { Doors.order.firstIndex(of: $0) }.sorted() == listed.compactMap { Doors.order.firstIndex(of: $0) })
    }

    @Test func `the sources of a target stand in the folder of its name`() throws {
        let folders = Set(try SourceFile.all(in: "Sources").map(\.module))
        for (module, _) in try Self.targets() { #expect(folders.contains(module), "\(module)") }
    }

    @Test(arguments: [
        ("Sources/Views/List.swift", "import Crypto", true),
        ("Sources/Views/List.swift", "public import GRDB", false),
        ("Sources/Views/List.swift", "    import Glibc", true),
        ("Sources/Clinic/Clinic.swift", "@preconcurrency import GRDB", true),
        ("Sources/Records/Value.swift", "import struct ReplicatedLog.Segment", true),
        ("Sources/Exchange/Parcel/Frame.swift", "internal import Foundation", true),
        ("Sources/ReplicatedLog/Segment.swift", "import Foundation", true),
        ("Sources/Exchange/Statement.swift", "public import Roster", false),
        ("Sources/Vault/Vault.swift", "import SomePackageNobodyChose", true),
        ("Sources/Vault/Vault.swift", "/// The important import Hummingbird.", false),
    ]) func `the table refuses what it should`(path: String, line: String, refused: Bool) {
        #expect(Doors.violations(in: SourceFile(path: path, text: "// A file.\n" + line + "\n")).isEmpty == !refused)
    }

    /// The product's own targets in the order of the manifest, each with the names it depends on.
    private static func targets() throws -> [(module: String, dependencies: [String])] {
        let manifest = try SourceFile.manifest()
        let pattern = /(?:module|executableTarget)\(\s*(?:name: )?"([\w-]+)",\s*(?:dependencies:\s*)?\[([^\]]*)\]/
        let found = manifest.matches(of: pattern)
        return found.map { match in
            let names = match.output.2.split(separator: ",").map { $0.trimmingPrefix(while: \.isWhitespace).filter { $0 != "\"" } }
            return (String(match.output.1), names)
        }
    }
}
