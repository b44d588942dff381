import Exchange
import Foundation
import Records
import ReplicatedLog
import Roster
import Sealing
import Vault

@testable import Clinic

/// Parcels that no honest program writes.
extension Clinic {
    /// A parcel with this device's segments of one space, one entry each, in the order that `arrange` gives; without the roster.
    func parcelOfSegments(
        in space: SpaceID, for reader: Clinic, root: String, arrange: @Sendable ([UnverifiedSegment]) -> [UnverifiedSegment]
    ) async throws -> String {
        var singles = [UnverifiedSegment]()
        for segment in try vault.log.segments(of: origin.chain(in: space), in: space, from: 0) { singles.append(segment) }
        return try await parcelOfSegments(in: space, for: reader, root: root, segments: arrange(singles))
    }

    func parcelOfSegments(in space: SpaceID, for reader: Clinic, root: String, segments: [UnverifiedSegment]) async throws -> String {
        var random = SystemRandomNumberGenerator()
        let key = await reader.recipientKeyBytes
        var writer = try ParcelWriter(
            recipients: [ParcelRecipient(key: try RecipientKey(key), spaces: [space])], common: try member().organisation.rosterSpace,
            random: &random)
        var bytes = writer.header
        for segment in segments { bytes += try writer.add(.segment(segment.encoded()), in: space) }
        bytes += try writer.finish(random: &random)
        let path = root + "/MADE-" + UUID().uuidString.prefix(8) + ".SPL"
        try DurableFile.write(bytes, to: path)
        return path
    }

    /// An entry in a space that this device may not write in, as a program without manners would make it.
    func entryOnItsOwnWord(in space: SpaceID) throws -> [UnverifiedSegment] {
        let key = vault.ring.signingKey
        var writer = ChainWriter(space: space, origin: origin, held: nil, saltSecret: [UInt8](repeating: 9, count: 32))
        let segment = try writer.append(
            Payload(person: vault.person, subject: writer.nextOperation(0), operations: [.create(kind: "client", schemaVersion: 1)]),
            time: now, context: [], roster: .none
        ) { key.sign(labelled: $0) }
        return [segment.contents]
    }

    var recipientKeyBytes: [UInt8] { vault.ring.recipientKey.publicKey.bytes }
}
