import Testing

/// What every file of the product is held to, as a test.
struct TidyTests {
    static let lineCountMax = 400

    @Test func `what only decides owns no clock, file, task or random source`() throws {
        let owned =
            /\b(?:Task|Thread|DispatchQueue|FileManager|FileHandle|SystemRandomNumberGenerator|ContinuousClock|SuspendingClock)\b|\bDate\(/
        let files = try SourceFile.all(in: "Sources").filter { Doors.deciding.contains($0.module) && !$0.isGenerated }
        #expect(files.count > 30)
        #expect(files.flatMap { $0.places(of: owned) } == [])
    }

    @Test(arguments: ["Sources", "Tests"])
    func `no file is longer than a person reads at once`(folder: String) throws {
        let long = try SourceFile.all(in: folder).filter { !$0.isGenerated && $0.lines.count > Self.lineCountMax }
        #expect(long.map(\.path) == [])
    }

    @Test func `nothing is left for later`() throws {
        let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X:", "fatalError(\"not " + "implemented"]
        for file in try SourceFile.all(in: "Sources") + SourceFile.all(in: "Tests") where !file.isGenerated {
            for word in words { #expect(!file.lines.contains { $0.contains(word) }, "\(file.path) contains \(word)") }
        }
    }

    @Test func `every unchecked promise explains itself in the line above`() throws {
        let files = try SourceFile.all(in: "Sources") + SourceFile.all(in: "Tests")
        #expect(files.filter { !$0.isGenerated }.flatMap(Self.unexplained) == [])
    }

    @Test func `an unexplained promise is found`() {
        let promise = "final class Box: @unchecked " + "Sendable {"
        #expect(
            Self.unexplained(SourceFile(path: "Sources/Vault/Box.swift", text: "import Records\n" + promise)) == [
                "Sources/Vault/Box.swift:2"
            ])
        #expect(Self.unexplained(SourceFile(path: "Sources/Vault/Box.swift", text: "// Guarded by a lock.\n" + promise)) == [])
    }

    private static func unexplained(_ file: SourceFile) -> [String] {
        file.lines.indices.compactMap { index in
            let code = file.lines[index].firstRange(of: "//").map { file.lines[index][..<$0.lowerBound] } ?? file.lines[index]
            guard code.contains("@unchecked " + "Sendable") || code.contains("nonisolated(" + "unsafe)") else { return nil }
            let above = index > 0 ? file.lines[index - 1].drop(while: \.isWhitespace) : ""
            return above.hasPrefix("//") ? nil : "\(file.path):\(index + 1)"
        }
    }
}
