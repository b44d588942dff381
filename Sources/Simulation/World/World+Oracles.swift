import Clinic
import Records
import ReplicatedLog
import Synchronization
import Trials

extension World {
    /// No acknowledged entry is lost; what stands is what nobody who saw it overruled; every conflict is shown.
    ///
    /// All devices are level, so that what holds at headquarters holds everywhere; of the log each of them is asked.
    func requirePromises(in space: SpaceID) async throws {
        let promised = ledger.promised(in: space).map(\.value)
        for index in active where devices[index].spaces.contains(space) {
            let present = try await present(at: index)
            if let lost = promised.first(where: { !present.contains($0) }) {
                let write = ledger.writes[lost]
                throw Finding("\(lost), saved on \(write?.device ?? "") in \(name(space)), is not on \(devices[index].code)")
            }
        }
        try await requireStanding(in: space)
    }

    private struct Place: Hashable {
        let record: RecordID
        let field: String
    }

    private func requireStanding(in space: SpaceID) async throws {
        let clinic = try await open(0)
        let found = Mutex<(places: Set<Place>, texts: [OperationID: String], created: Set<RecordID>)>(([], [:], []))
        try await clinic.eachFoldedOperation(in: space) { id, operation in
            found.withLock { found in
                switch operation {
                case .put(let record, let field, .text(let text), _):
                    found.places.insert(Place(record: record, field: field))
                    found.texts[id] = text
                case .create: found.created.insert(id)
                default: break
                }
            }
        }
        let (places, texts, created) = found.withLock { $0 }
        let present = Set(texts.values).filter { ledger.writes[$0] != nil }
        let expected = ledger.standing(among: present)
        var standing = Set<String>()
        var contested = [Place: Set<String>]()
        let whereabouts = try await whereabouts(in: space, clinic)
        for place in places {
            let values = Set(await clinic.standing(of: place.record, field: place.field, in: space).compactMap { texts[$0] })
                .filter { ledger.writes[$0] != nil }
            standing.formUnion(values)
            // What was written on a record whose creation was cut off with its device waits for that, like the record itself.
            // Of who lives in another caseload it is shown there; and of those of whom that is contested, it is shown first.
            if values.count > 1, created.contains(place.record), whereabouts[place.record] ?? [space] == [space] {
                contested[place] = values
            }
        }
        for (record, said) in whereabouts where said.count > 1 {
            contested[Place(record: record, field: Clinic.movedField)] = Set(said.map(\.description))
        }
        if let overruled = expected.must.subtracting(standing).sorted().first {
            throw Finding("\(overruled) in \(name(space)) was overruled by somebody who had not seen it")
        }
        if let risen = standing.subtracting(expected.may).sorted().first {
            throw Finding("\(risen) in \(name(space)) stands, although somebody who had seen it put another value in its place")
        }
        try await requireShown(contested, clinic, in: space)
    }

    private func requireShown(_ contested: [Place: Set<String>], _ clinic: Clinic, in space: SpaceID) async throws {
        var shown = [Place: Set<String>]()
        for conflict in try await clinic.conflicts(space: space) {
            shown[Place(record: conflict.record, field: conflict.field)] = Set(conflict.candidates.compactMap(\.value.textValue))
        }
        for (place, values) in contested where shown[place] != values {
            throw Finding("\(values.sorted().joined(separator: " and ")) in \(name(space)) contradict each other, and nobody is shown it")
        }
        counts.conflicts += contested.count
    }

    func requireMemoryBounds(_ index: Int) async throws {
        let clinic = try await open(index)
        guard await clinic.heldByteCount <= HeldSegment.bytesMax else {
            throw Finding("\(devices[index].code) keeps more aside than \(HeldSegment.bytesMax) bytes")
        }
        // Two incarnations of a device count at most while it has not said which goes on; it has, by now.
        let most = devices.count * (spaces.count + 1) * 8
        guard await clinic.statementCount <= most else { throw Finding("\(devices[index].code) keeps more than \(most) statements") }
    }

    struct Picture: Equatable {
        var hashes: [SpaceID: EntryHash?] = [:]
        var vectors: [SpaceID: VersionVector] = [:]
        var conflictCount = 0
        var heldByteCount = 0

        private var entryCount: UInt64 { vectors.values.reduce(0) { $0 + $1.entryCount } }

        /// What is different, in words; `nil` when nothing is.
        func difference(from other: Picture) -> String? {
            if vectors != other.vectors {
                return "\(other.entryCount) entries, and had \(entryCount)"
            }
            if hashes != other.hashes { return "another state of the same entries" }
            if conflictCount != other.conflictCount { return "\(other.conflictCount) conflicts, and had \(conflictCount)" }
            return heldByteCount == other.heldByteCount ? nil : "\(other.heldByteCount) bytes aside, and had \(heldByteCount)"
        }
    }

    func picture(_ index: Int) async throws -> Picture {
        let clinic = try await open(index)
        var picture = Picture()
        for space in devices[index].spaces {
            picture.hashes[space] = await clinic.stateHash(of: space)
            picture.vectors[space] = await clinic.vector(of: space)
        }
        picture.conflictCount = try await clinic.conflicts(space: nil).count
        picture.heldByteCount = await clinic.heldByteCount
        return picture
    }

    /// Everything has been read; reading all of it once more changes nothing.
    func requireIdempotence() async throws {
        let all = try await parcelsFrom(0, resend: true)
        for index in active.dropFirst() {
            let before = try await picture(index)
            _ = try await read(all, at: index)
            if let difference = before.difference(from: try await picture(index)) {
                throw Finding("reading all again changed \(devices[index].code): it has \(difference)")
            }
        }
    }

    /// A store that is closed and opened again is the same, whether it goes on from its image or from its log.
    func requireReopening() async throws {
        for index in active {
            let before = try await picture(index)
            try await close(index)
            if dice.happens(50) { devices[index].disk.look { $0.place(nil, at: SimulatedDevice.home + "/view.sealed") } }
            if let difference = before.difference(from: try await picture(index)) {
                throw Finding("\(devices[index].code) is another after it was opened again: it has \(difference)")
            }
        }
    }
}
