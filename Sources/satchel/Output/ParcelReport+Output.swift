import Clinic
import Records

extension ParcelReport {
    /// Whether something of it was damaged or forged.
    var isFaulty: Bool {
        switch state {
        case .damaged, .notAParcel, .unreadable: true
        case .read, .notForThisDevice, .own: damagedByteCount > 0 || refused.contains { $0.key != RefusalWords.unknownDevice }
        }
    }

    var json: JSONValue {
        [
            "file": .text(file), "state": .text(state.rawValue), "bytes": .integer(Int64(clamping: byteCount)),
            "frames": .integer(Int64(frameCount)), "foreignFrames": .integer(Int64(foreignFrameCount)),
            "damagedBytes": .integer(Int64(clamping: damagedByteCount)), "complete": .flag(isComplete),
            "entries": .integer(Int64(entryCount)), "duplicateSegments": .integer(Int64(duplicateSegmentCount)),
            "documents": .integer(Int64(documentCount)), "documentChunks": .integer(Int64(documentChunkCount)),
            "statements": .integer(Int64(statementCount)), "problem": problem.json, "from": .array(from.map(JSONValue.text)),
            "held": .object(Dictionary(uniqueKeysWithValues: held.map { ("\($0.key)", .integer(Int64($0.value))) })),
            "refused": .object(refused.mapValues { .integer(Int64($0)) }),
        ]
    }
}

extension ParcelReport.State {
    var words: String {
        switch self {
        case .read: "read"
        case .damaged: "damaged"
        case .notForThisDevice: "written for other devices"
        case .own: "written by this device"
        case .notAParcel: "not a parcel, or its beginning is damaged"
        case .unreadable: "could not be read"
        }
    }
}
