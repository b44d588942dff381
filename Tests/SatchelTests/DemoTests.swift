import Foundation
import Testing

@testable import satchel

/// The story that a newcomer sees first, as it is printed: every promise of it, with the figures masked.
struct DemoTests {
    @Test func `the demo plays to its end and prints the story`() throws {
        let folder = try TemporaryFolder()
        let outcome = try Executable.Running(["demo"], home: folder.path, directory: folder.path, streams: .files(input: [])).finish()
        #expect(outcome.status == 0)
        #expect(outcome.talk == "")
        let expected = try String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Expected/demo.txt"), encoding: .utf8)
        #expect(Self.masked(outcome.output) == expected)
    }

    /// Ids, words, hashes, sizes and times differ from run to run; counts of what was written down do not.
    private static func masked(_ text: String) -> String {
        text.replacing(/\/[^ ]*satchel-demo-[0-9A-F]+/, with: "<folder>")
            .replacing(/both sides read: .*/, with: "both sides read: <six words>")
            .replacing(/[0-9a-f]{32}…/, with: "<hash>…")
            .replacing(/[0-9.]+ (kB|s|ms)\b/) { "# \($0.output.1)" }
            .replacing(
                /[0-9]+ of [0-9]+ bytes lost; [0-9]+ entries salvaged, [0-9]+ wait/, with: "# of # bytes lost; # entries salvaged, # wait"
            )
            .replacing(/[0-9]+ entries more, [0-9]+ that had waited/, with: "# entries more, # that had waited")
    }
}
