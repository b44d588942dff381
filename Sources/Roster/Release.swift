public import Records
import ReplicatedLog

/// What an organisation adds to the product's kinds, codes and forms: files by path. `Schemas/roster.md`, *Releases*.
public struct Release: Hashable, Sendable {
    /// Counts the organisation's releases, from 1; the highest that is whole counts.
    public let number: UInt64
    /// SHA-256 of ``content``.
    public let digest: [UInt8]
    /// The files as they travel.
    public let content: [UInt8]

    /// The most bytes of all files of a release together.
    public static let bytesMax = 256 * 1024
    public static let filesMax = 512
    public static let pathBytesMax = 128
    private static let format: UInt8 = 1

    /// - Throws: ``RosterErrorCode/malformed`` for too many files, too long paths or more than ``bytesMax``.
    public init(number: UInt64, files: [String: [UInt8]]) throws(RosterError) {
        var writer = ByteWriter()
        writer.byte(Self.format)
        writer.varint(UInt64(files.count))
        for (path, bytes) in files.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            writer.string(path)
            writer.blob(bytes)
        }
        guard files.count <= Self.filesMax, files.keys.allSatisfy({ $0.utf8.count <= Self.pathBytesMax }),
            writer.bytes.count <= Self.bytesMax
        else {
            throw RosterError(
                .malformed, "The release is too large: it has \(files.count) files and \(writer.bytes.count) bytes.",
                hint: "A release has at most \(Self.filesMax) files and \(Self.bytesMax / 1024) KiB; leave out what the product has.")
        }
        self.number = number
        content = writer.bytes
        digest = EntryHash(hashing: content).bytes
    }

    /// - Returns: `nil` when the content does not have the digest.
    public init?(number: UInt64, digest: [UInt8], content: [UInt8]) {
        guard EntryHash(hashing: content).bytes == digest else { return nil }
        self.number = number
        self.digest = digest
        self.content = content
    }

    /// Files by path.
    ///
    /// - Throws: ``RosterErrorCode/malformed`` for a content of a later format, or one that nobody should have written.
    public func files() throws(RosterError) -> [String: [UInt8]] {
        do {
            var reader = ByteReader(content)
            guard try reader.byte() == Self.format else { throw ByteFault.outOfRange }
            let count = try reader.varint()
            guard count <= UInt64(Self.filesMax) else { throw ByteFault.outOfRange }
            var files = [String: [UInt8]]()
            var last = ""
            for _ in 0..<count {
                let path = try reader.string(max: Self.pathBytesMax)
                guard last.utf8.lexicographicallyPrecedes(path.utf8) else { throw ByteFault.outOfRange }
                files[path] = try reader.blob(max: Self.bytesMax)
                last = path
            }
            try reader.end()
            return files
        } catch {
            throw RosterError(.malformed, "A release cannot be read.", hint: "Install the version that headquarters has.", cause: error)
        }
    }

    /// The decisions that carry the release, each small enough for one entry.
    public var parts: [ReleasePart] {
        let starts = Array(stride(from: 0, to: content.count, by: ReleasePart.bytesMax))
        return starts.enumerated().map { index, start in
            ReleasePart(
                whole: ReleasePart.Whole(number: number, count: starts.count, digest: digest), index: index,
                bytes: Array(content[start..<min(start + ReleasePart.bytesMax, content.count)]))
        }
    }
}

/// A piece of a release, small enough for one entry of the log.
public struct ReleasePart: Hashable, Sendable {
    /// What all pieces of one release say of it.
    public struct Whole: Hashable, Sendable {
        public let number: UInt64
        public let count: Int
        public let digest: [UInt8]
    }

    public let whole: Whole
    /// Counted from 0.
    public let index: Int
    public let bytes: [UInt8]

    /// The most bytes of one piece: a payload holds 32 KiB.
    public static let bytesMax = 24 * 1024
    public static let countMax = (Release.bytesMax + bytesMax - 1) / bytesMax

    init(whole: Whole, index: Int, bytes: [UInt8]) {
        self.whole = whole
        self.index = index
        self.bytes = bytes
    }

    func write(to writer: inout ByteWriter) {
        writer.varint(whole.number)
        writer.varint(UInt64(whole.count))
        writer.raw(whole.digest)
        writer.varint(UInt64(index))
        writer.blob(bytes)
    }

    init(from reader: inout ByteReader) throws(ByteFault) {
        let number = try reader.varint()
        let count = try reader.varint()
        let digest = try reader.raw(EntryHash.byteCount)
        let index = try reader.varint()
        let bytes = try reader.blob(max: Self.bytesMax)
        guard number >= 1, (1...UInt64(Self.countMax)).contains(count), index < count, !bytes.isEmpty else { throw .outOfRange }
        whole = Whole(number: number, count: Int(count), digest: digest)
        self.index = Int(index)
        self.bytes = bytes
    }
}

extension Roster {
    /// Remembers a piece; the last one makes the release whole. Of two releases with one number the first that is whole counts.
    mutating func take(_ part: ReleasePart) {
        guard releases[part.whole.number] == nil else { return }
        releaseParts[part.whole, default: [:]][part.index] = part.bytes
        let pieces = releaseParts[part.whole] ?? [:]
        guard pieces.count == part.whole.count else { return }
        let content = (0..<part.whole.count).flatMap { pieces[$0] ?? [] }
        releases[part.whole.number] = Release(number: part.whole.number, digest: part.whole.digest, content: content)
        releaseParts[part.whole] = nil
    }
}
