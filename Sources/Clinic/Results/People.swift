public import Records
import ReplicatedLog
public import Roster

/// A caseload as this device knows it.
public struct SpaceRow: Sendable {
    public let id: SpaceID
    /// `nil` until the space's own name has arrived.
    public let name: String?
    public let access: Access?
    public let recordCount: Int
    public let entryCount: UInt64
    public let conflictCount: Int
}

/// A device as the roster and its statements tell it.
public struct DeviceRow: Sendable {
    public let key: [UInt8]
    public let code: String
    public let role: DeviceRole
    public let isThisDevice: Bool
    public let isRevoked: Bool
    public let grants: [(space: SpaceID, name: String?, access: Access)]
    /// When its newest statement says it was made; `nil` when none has arrived.
    public let lastHeard: Int64?
}

/// Who wrote something, as people read it.
public struct Author: Hashable, Sendable {
    public let person: PersonID
    /// `nil` when the space does not hold the person's name (yet).
    public let name: String?
    /// The device's code, or `nil` when the roster does not know the device.
    public let device: String?
    public let time: Int64
}

public struct JoinRequestFile: Sendable {
    public let bytes: [UInt8]
    public let words: [String]
}

/// What headquarters gives back to a device that it approved: a parcel, and six words to compare.
public struct Approval: Sendable {
    public let parcel: [UInt8]
    public let code: String
    public let words: [String]
}

/// What a device finds in an approval before it believes it.
public struct AcceptancePreview: Sendable {
    public let organisation: OrganisationID
    public let code: String
    public let words: [String]
}

public struct PersonRow: Sendable {
    public let id: PersonID
    public let name: String?
    public let isCurrent: Bool
}
