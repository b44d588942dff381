public import Forms
public import Records
import Exchange
import Roster
import Vault
import Views

/// The organisation's own fields, codes and forms.
extension Clinic {
    private static let releaseSetting = "release"

    /// The kinds and vocabularies that hold now: the product's with the organisation's newest release.
    public nonisolated var catalog: SchemaCatalog { shelf.catalog }

    /// The forms and checks that hold now.
    public nonisolated var library: FormLibrary { shelf.library }

    /// Releases files to every device of the organisation. Only the registrar can.
    ///
    /// The files are the whole of what the organisation adds: they take the place of the release before.
    ///
    /// - Throws: `.releaseRefused` with every fault and its place: a file that is none, names without the prefix, a field or a code that
    ///   was released and is gone, another type or merge rule, a form that does not fit. Nothing is then written.
    public func release(_ files: [String: [UInt8]]) throws -> ReleaseRow {
        let replica = try requireRegistrar()
        let refusals = shelf.release(of: files).refusals(before: catalog)
        guard refusals.isEmpty else {
            throw ClinicError(
                .releaseRefused, "The release has faults:\n" + refusals.map { "  \($0)" }.joined(separator: "\n"),
                hint: "Correct these places; nothing was released.")
        }
        let release = try Release(number: (replica.roster.releases.keys.max() ?? 0) + 1, files: files)
        // One entry each: a crash between them leaves parts that count for nothing, and the next release takes another number.
        for part in release.parts { try decide([.release(part)]) }
        followReleases()
        return row(release)
    }

    /// Every release that is here whole, newest first.
    public func releases() throws -> [ReleaseRow] {
        try member().roster.releases.values.sorted { $0.number > $1.number }.map(row)
    }

    private func row(_ release: Release) -> ReleaseRow {
        let applied = shelf.release
        let isApplied = applied?.digest == release.digest
        return ReleaseRow(
            number: release.number, byteCount: release.content.count, paths: ((try? release.files()) ?? [:]).keys.sorted(),
            isInForce: isApplied, faults: isApplied ? applied?.faults ?? [] : [])
    }

    /// Puts the release on the shelf that held when the store was last open, before the view is opened with the catalog.
    func takeStoredRelease() throws {
        guard let stored = try vault.log.setting(Self.releaseSetting) else { return }
        var reader = ByteReader(stored)
        guard let number = try? reader.varint(), let digest = try? reader.raw(32), let content = try? reader.blob(max: Release.bytesMax),
            let release = Release(number: number, digest: digest, content: content), let files = try? release.files()
        else { return }
        shelf.apply(files, number: number, digest: digest)
    }

    /// Lets the newest release that the roster has hold from here on. Called when the roster may have changed.
    ///
    /// Records are not rewritten. The view is built again when a release changes what it depends on: fields, types, search, codes. That
    /// costs one folding of the whole log, as after an upgrade; a release of forms and words costs nothing.
    func followReleases() {
        guard let release = replica?.roster.release, release.digest != shelf.release?.digest || release.number != shelf.release?.number
        else {
            return
        }
        guard let files = try? release.files() else {
            warnings.append("Headquarters released forms that this version cannot read. Install the version that headquarters has.")
            return
        }
        let before = shelf.catalog
        shelf.apply(files, number: release.number, digest: release.digest)
        var writer = ByteWriter()
        writer.varint(release.number)
        writer.raw(release.digest)
        writer.blob(release.content)
        var batch = LogBatch()
        batch.settings[Self.releaseSetting] = writer.bytes
        do {
            try vault.log.write(batch)
            if RecordView.fingerprint(of: before) != RecordView.fingerprint(of: shelf.catalog) {
                viewIsBehind = true
                queue = ViewQueue()
                _ = try view
            }
        } catch {
            warnings.append("The organisation's new fields hold; the lists are built again before they are next shown.")
        }
        for fault in shelf.release?.faults ?? [] { warnings.append("Of the organisation's release this version leaves out: \(fault)") }
    }
}

/// One release of the organisation's own fields, codes and forms.
public struct ReleaseRow: Sendable {
    /// Counts the releases, from 1.
    public let number: UInt64
    public let byteCount: Int
    /// The files that it carries.
    public let paths: [String]
    /// Whether it is the one that holds.
    public let isInForce: Bool
    /// What of it this version of the product leaves out.
    public let faults: [String]
}
