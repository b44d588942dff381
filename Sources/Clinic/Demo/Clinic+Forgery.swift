import Exchange
import Records
import ReplicatedLog
import Roster
import Sealing
import Vault
import Views

/// What a stranger can do who knows the public keys and a laptop's chain: seal a parcel, and sign with a key of their own.
extension Clinic {
    func writeForgery(to path: String, in space: SpaceID, for headquarters: Clinic) async throws {
        let replica = try member()
        let rosterSpace = replica.organisation.rosterSpace
        guard let reader = replica.roster.devices.values.first(where: { $0.role == .headquarters }),
            let known = replica.spaces[space]?.survivors(of: try anyRecord(in: space), field: "given_name").first
        else { throw ClinicError(.notFound, "There is nothing to forge.") }
        let stranger = SigningKey()
        let chain = origin.chain(in: space)
        // Continues the chain as headquarters holds it, so that only the signature is wrong.
        var writer = ChainWriter(
            space: space, origin: origin, held: await headquarters.head(of: chain, in: space), saltSecret: [UInt8](repeating: 7, count: 32))
        let record = try anyRecord(in: space)
        let segment = try writer.append(
            Payload(
                person: vault.person, subject: record,
                operations: [.put(record: record, field: "given_name", value: .text("Somebody Else"), over: [known.operation])]),
            time: now, context: [], roster: .none
        ) { stranger.sign(labelled: $0) }
        var random = SystemRandomNumberGenerator()
        var parcel = try ParcelWriter(
            recipients: [ParcelRecipient(key: try RecipientKey(reader.recipientKey), spaces: [space])], common: rosterSpace, random: &random
        )
        var bytes = parcel.header
        bytes += try parcel.add(.segment(segment.contents.encoded()), in: space)
        bytes += try parcel.finish(random: &random)
        try DurableFile.write(bytes, to: path)
    }

    private func head(of chain: ChainID, in space: SpaceID) -> ChainHead? { replica?.spaces[space]?.heads[chain] }

    private func anyRecord(in space: SpaceID) throws -> RecordID {
        guard let row = try view.list(RecordQuery(kind: KindName.client, space: space, limit: 1)).rows.first else {
            throw ClinicError(.notFound, "There is no client.")
        }
        return row.id
    }
}
