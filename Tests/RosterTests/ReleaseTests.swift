import Records
import ReplicatedLog
import Testing

@testable import Roster

/// The organisation's own fields, codes and forms on their way through the roster.
struct ReleaseTests {
    private static let files: [String: [UInt8]] = [
        "records/client.extension.json": Array("{}".utf8), "forms/first_contact.form.json": [UInt8](repeating: 7, count: 60_000),
    ]

    private func office() throws -> Office {
        var office = Office(try .test(), TestDevice(1))
        try office.decide(.epoch(try Epoch(number: 1, registrarKey: office.device.publicKey, predecessor: nil, root: .test)))
        return office
    }

    @Test func `a release that needs several entries is whole on every device, in whatever order devices fold`() throws {
        var office = try office()
        let release = try Release(number: 1, files: Self.files)
        #expect(release.parts.count == 3)
        for part in release.parts {
            let decision = Decision.release(part)
            #expect(try Decision(decision.operation) == decision)
            try office.decide(decision)
        }
        let roster = Roster(office.organisation, office.segments)
        #expect(roster.release == release)
        #expect(try roster.release?.files() == Self.files)
    }

    @Test func `a release of which a part is missing or altered counts for nothing`() throws {
        let release = try Release(number: 1, files: Self.files)
        var office = try office()
        for part in release.parts.dropLast() { try office.decide(.release(part)) }
        #expect(Roster(office.organisation, office.segments).release == nil)
        let last = try #require(release.parts.last)
        try office.decide(.release(ReleasePart(whole: last.whole, index: last.index, bytes: [1])))
        #expect(Roster(office.organisation, office.segments).release == nil)
    }

    @Test func `the release with the highest number counts, and of two with one number the first`() throws {
        var office = try office()
        let first = try Release(number: 1, files: ["release.json": [1]])
        let second = try Release(number: 2, files: ["release.json": [2]])
        let rival = try Release(number: 2, files: ["release.json": [3]])
        for release in [second, first, rival] { for part in release.parts { try office.decide(.release(part)) } }
        let roster = Roster(office.organisation, office.segments)
        #expect(roster.release == second)
        #expect(Set(roster.releases.keys) == [1, 2])
    }

    @Test func `a release holds as many bytes, files and bytes of a path as the limits, and not one more`() throws {
        // Format 1, number of files 1, path 1 + 1, length of the content 3.
        let most = Release.bytesMax - 7
        #expect(try Release(number: 1, files: ["a": [UInt8](repeating: 0, count: most)]).parts.count == ReleasePart.countMax)
        #expect(refusal { _ = try Release(number: 1, files: ["a": [UInt8](repeating: 0, count: most + 1)]) } == .malformed)
        func many(_ count: Int) -> [String: [UInt8]] { Dictionary(uniqueKeysWithValues: (0..<count).map { ("f\($0)", [0]) }) }
        #expect(try Release(number: 1, files: many(Release.filesMax)).files().count == Release.filesMax)
        #expect(refusal { _ = try Release(number: 1, files: many(Release.filesMax + 1)) } == .malformed)
        let path = String(repeating: "p", count: Release.pathBytesMax)
        #expect(try Release(number: 1, files: [path: [0]]).files()[path] == [0])
        #expect(refusal { _ = try Release(number: 1, files: [path + "p": [0]]) } == .malformed)
    }

    @Test func `a part says what no part can say and is refused`() throws {
        let whole = ReleasePart.Whole(number: 1, count: 2, digest: [UInt8](repeating: 1, count: 32))
        func read(_ part: ReleasePart) -> RosterErrorCode? { refusal { _ = try Decision(Decision.release(part).operation) } }
        #expect(read(ReleasePart(whole: whole, index: 1, bytes: [1])) == nil)
        #expect(read(ReleasePart(whole: whole, index: 2, bytes: [1])) == .malformed)
        #expect(read(ReleasePart(whole: whole, index: 0, bytes: [])) == .malformed)
        #expect(read(ReleasePart(whole: whole, index: 0, bytes: [UInt8](repeating: 1, count: ReleasePart.bytesMax))) == nil)
        #expect(read(ReleasePart(whole: whole, index: 0, bytes: [UInt8](repeating: 1, count: ReleasePart.bytesMax + 1))) == .malformed)
        for (number, count) in [(UInt64(0), 1), (1, 0), (1, ReleasePart.countMax + 1)] {
            let whole = ReleasePart.Whole(number: number, count: count, digest: [UInt8](repeating: 1, count: 32))
            #expect(read(ReleasePart(whole: whole, index: 0, bytes: [1])) == .malformed)
        }
    }

    @Test func `a content of a later format is kept and not read`() throws {
        let content: [UInt8] = [2, 0]
        let release = try #require(Release(number: 1, digest: EntryHash(hashing: content).bytes, content: content))
        #expect(refusal { _ = try release.files() } == .malformed)
        #expect(Release(number: 1, digest: EntryHash(hashing: [1]).bytes, content: content) == nil)
    }
}
