public import Records
public import ReplicatedLog

/// What was written to a stick, after it was read back and compared.
public struct StickWriteReport: Sendable {
    public let file: String
    public let byteCount: UInt64
    public let recipientCodes: [String]
    public let spaces: [SpaceSent]
    /// Documents carried whole.
    public let documentCount: Int
    /// Documents that this store could not read and that were left out.
    public let unreadableDocumentCount: Int
    /// Runs of entries that this store could not read and that were left out; they are not counted as being on the stick.
    public let unreadableSegmentCount: Int
    /// Own parcels from earlier that this one replaces and that were removed.
    public let removedCount: Int
    public let seconds: Double

    public struct SpaceSent: Sendable {
        public let space: SpaceID
        public let name: String?
        public let entryCount: UInt64
        public let segmentCount: Int
    }
}

/// A parcel to be sent over a connection.
public struct NetworkParcel: Sendable {
    /// Each a parcel by itself, mostly one; to be sent and read in order.
    public let parts: [[UInt8]]
    public let recipientCodes: [String]
    /// Entries carried, the roster's among them.
    public let entryCount: UInt64
}

/// What came out of one or more parcels.
public struct ReadReport: Sendable {
    public var parcels: [ParcelReport] = []
    /// Entries folded, per space.
    public var entries: [SpaceID: Int] = [:]
    public var operationCount = 0
    public var newConflictCount = 0
    /// Held segments that could be taken because something arrived that they waited for.
    public var releasedCount = 0
    /// Devices whose statements brought news, by code.
    public var heardFrom: [String] = []
    public var startedNewIncarnation = false
    public var seconds: Double = 0
    var touched = TouchedPersons()

    /// Records of which something came that a check for conflicts of interest looks at; `nil` when they are too many to name.
    public var touchedPersons: Set<RecordID>? { touched.records }

    public init() {}
}

public struct ParcelReport: Sendable {
    public enum State: String, Sendable {
        case read, damaged, notForThisDevice, own, notAParcel, unreadable
    }

    public let file: String
    public var state: State
    public var byteCount: UInt64
    public var frameCount = 0
    public var foreignFrameCount = 0
    public var damagedByteCount: UInt64 = 0
    public var isComplete = false
    public var entryCount = 0
    public var duplicateSegmentCount = 0
    public var documentCount = 0
    public var documentChunkCount = 0
    public var statementCount = 0
    /// Segments kept aside, by reason.
    public var held: [HoldReason: Int] = [:]
    /// Segments and statements refused, by code; `baseUnknown` counts statements written shortly that this device could not complete.
    public var refused: [String: Int] = [:]
    /// What went wrong with the file as a whole, in words.
    public var problem: String?
    /// Codes of the devices that stated something in it.
    public var from: [String] = []

    public init(file: String, state: State, byteCount: UInt64) {
        self.file = file
        self.state = state
        self.byteCount = byteCount
    }
}

/// Where this device's work is.
public struct StatusReport: Sendable {
    public struct Space: Sendable {
        public let space: SpaceID
        public let name: String?
        public let recordCount: Int
        public let entryCount: UInt64
        public let stateHash: EntryHash
        public let conflictCount: Int
        /// Entries of this device that are nowhere else. The four counts are disjoint and add up to all it wrote.
        public let onlyHere: UInt64
        /// Entries of this device that lie on a stick whose arrival nobody has confirmed.
        public let onStick: UInt64
        /// Entries of this device that another device (not headquarters) has confirmed, and headquarters not yet.
        public let onOtherDevice: UInt64
        /// Entries of this device that headquarters has confirmed.
        public let atHeadquarters: UInt64
        /// Documents that entries of this device at headquarters name and that headquarters says have not arrived there.
        public let documentsMissingAtHeadquarters: Int
        /// Records that somebody wrote about and that are not here: not arrived yet, or cut off with the device that made them. What was
        /// written about them is in ``Clinic/history(_:field:)``.
        public let headless: [RecordID]
    }

    public let deviceCode: String?
    public let isHeadquarters: Bool
    public let personName: String?
    public let organisation: OrganisationID?
    public let spaces: [Space]
    /// Segments that came from others and are kept aside.
    public let held: [HoldReason: Int]
    /// Entries that a repair kept and that wait for lost ones before them. They are in no other count.
    public let waitingEntryCount: Int
    public let documentCount: Int
    public let missingDocumentCount: Int
    public let vaultByteCount: UInt64
    public let lastStickWrite: Int64?
    /// Files of forms and rules that have a fault and are not in force, the file first. Of rules none of the file then is.
    public let formFaults: [String]
    public let warnings: [String]
}

public struct CheckReport: Sendable {
    public struct Fault: Sendable {
        public let what: String
        public let hint: String
    }

    public var faults: [Fault] = []
    public var entryCount: UInt64 = 0
    public var segmentCount = 0
    public var documentCount = 0
    /// Entries that a repair kept and that wait for lost ones before them: no fault of the store any more.
    public var waitingEntryCount = 0
    public var readData = false

    public init() {}
}

public struct DocumentCheck: Sendable {
    public enum State: String, Sendable { case intact, missing, damaged }

    public let record: RecordID
    public let field: String
    public let name: String
    public let size: UInt64
    public let state: State
}

/// How far long work has come; sent a few times a second at most.
public struct Progress: Sendable {
    public let stage: Stage
    public let done: UInt64
    public let total: UInt64

    public enum Stage: String, Sendable {
        case unlocking, rebuilding, writing, verifying, reading, checking, attaching, importing, exporting
    }
}
