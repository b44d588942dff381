public import Records
public import ReplicatedLog

/// One decision of the registrar: the body of an operation with ``Operation/rosterCode``. `Schemas/roster.md`.
///
/// The roster holds random ids and keys only; names of people and spaces live in spaces.
public enum Decision: Hashable, Sendable {
    case epoch(Epoch)
    case enrol(deviceKey: [UInt8], recipientKey: [UInt8], code: String, role: DeviceRole)
    /// A new recipient key; what was sealed to the old one stays readable by who has it.
    case rekey(deviceKey: [UInt8], recipientKey: [UInt8])
    case space(SpaceID)
    case grant(deviceKey: [UInt8], space: SpaceID, access: Access)
    case withdraw(deviceKey: [UInt8], space: SpaceID, cutOffs: [CutOff])
    case revoke(deviceKey: [UInt8], cutOffs: [CutOff])
    case erase(space: SpaceID, chain: ChainID, sequence: UInt64)
    /// Which of two entries at one place of a chain stands.
    case settleFork(space: SpaceID, chain: ChainID, sequence: UInt64, hash: EntryHash)
    /// A part of the organisation's own fields, codes and forms.
    case release(ReleasePart)
    /// Notices, and whatever later versions decide: kept, not understood.
    case other(code: UInt8, bytes: [UInt8])
}

public enum DeviceRole: UInt8, Sendable {
    case field = 0
    case headquarters = 1
}

public enum Access: UInt8, Sendable, Comparable {
    case read = 1
    case write = 2

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Up to where a chain is accepted after its device lost its authority: what headquarters held then.
public struct CutOff: Hashable, Sendable {
    public let chain: ChainID
    public let count: UInt64
    public let head: EntryHash

    public init(chain: ChainID, count: UInt64, head: EntryHash) {
        self.chain = chain
        self.count = count
        self.head = head
    }
}

extension Decision {
    private enum Code: UInt8 {
        case epoch = 1, enrol, rekey, space, grant, withdraw, revoke, erase, settleFork, release
    }

    public static let recipientKeyByteCount = 1216
    public static let codeBytesMax = 16
    public static let cutOffCountMax = 512

    public var operation: Operation { .other(code: Operation.rosterCode, bytes: canonicalBytes) }

    public init?(_ operation: Operation) throws(RosterError) {
        guard case .other(Operation.rosterCode, let bytes) = operation else { return nil }
        do {
            var reader = ByteReader(bytes)
            self = try Self.read(&reader)
            try reader.end()
        } catch {
            throw RosterError(.malformed, "A roster decision cannot be read.", cause: error)
        }
    }

    var canonicalBytes: [UInt8] {
        var writer = ByteWriter()
        switch self {
        case .epoch(let epoch):
            writer.byte(Code.epoch.rawValue)
            epoch.write(to: &writer)
        case .enrol(let deviceKey, let recipientKey, let code, let role):
            writer.byte(Code.enrol.rawValue)
            writer.raw(deviceKey)
            writer.raw(recipientKey)
            writer.string(code)
            writer.byte(role.rawValue)
        case .rekey(let deviceKey, let recipientKey):
            writer.byte(Code.rekey.rawValue)
            writer.raw(deviceKey)
            writer.raw(recipientKey)
        case .space(let space):
            writer.byte(Code.space.rawValue)
            writer.identifier(space)
        case .grant(let deviceKey, let space, let access):
            writer.byte(Code.grant.rawValue)
            writer.raw(deviceKey)
            writer.identifier(space)
            writer.byte(access.rawValue)
        case .withdraw(let deviceKey, let space, let cutOffs):
            writer.byte(Code.withdraw.rawValue)
            writer.raw(deviceKey)
            writer.identifier(space)
            Self.write(cutOffs, to: &writer)
        case .revoke(let deviceKey, let cutOffs):
            writer.byte(Code.revoke.rawValue)
            writer.raw(deviceKey)
            Self.write(cutOffs, to: &writer)
        case .erase(let space, let chain, let sequence):
            writer.byte(Code.erase.rawValue)
            writer.identifier(space)
            writer.identifier(chain)
            writer.varint(sequence)
        case .settleFork(let space, let chain, let sequence, let hash):
            writer.byte(Code.settleFork.rawValue)
            writer.identifier(space)
            writer.identifier(chain)
            writer.varint(sequence)
            writer.raw(hash.bytes)
        case .release(let part):
            writer.byte(Code.release.rawValue)
            part.write(to: &writer)
        case .other(let code, let bytes):
            writer.byte(code)
            writer.raw(bytes)
        }
        return writer.bytes
    }

    private static func write(_ cutOffs: [CutOff], to writer: inout ByteWriter) {
        writer.varint(UInt64(cutOffs.count))
        for cutOff in cutOffs {
            writer.identifier(cutOff.chain)
            writer.varint(cutOff.count)
            writer.raw(cutOff.head.bytes)
        }
    }

    private static func read(_ reader: inout ByteReader) throws(ByteFault) -> Decision {
        let code = try reader.byte()
        switch Code(rawValue: code) {
        case .epoch: return .epoch(try Epoch(from: &reader))
        case .enrol:
            let deviceKey = try reader.raw(32)
            let recipientKey = try reader.raw(recipientKeyByteCount)
            let deviceCode = try reader.string(max: codeBytesMax)
            guard let role = DeviceRole(rawValue: try reader.byte()) else { throw .outOfRange }
            return .enrol(deviceKey: deviceKey, recipientKey: recipientKey, code: deviceCode, role: role)
        case .rekey: return .rekey(deviceKey: try reader.raw(32), recipientKey: try reader.raw(recipientKeyByteCount))
        case .space: return .space(try reader.identifier(SpaceID.self))
        case .grant:
            let deviceKey = try reader.raw(32)
            let space = try reader.identifier(SpaceID.self)
            guard let access = Access(rawValue: try reader.byte()) else { throw .outOfRange }
            return .grant(deviceKey: deviceKey, space: space, access: access)
        case .withdraw:
            let deviceKey = try reader.raw(32)
            return .withdraw(deviceKey: deviceKey, space: try reader.identifier(SpaceID.self), cutOffs: try cutOffs(&reader))
        case .revoke: return .revoke(deviceKey: try reader.raw(32), cutOffs: try cutOffs(&reader))
        case .erase:
            return .erase(
                space: try reader.identifier(SpaceID.self), chain: try reader.identifier(ChainID.self), sequence: try reader.varint())
        case .release: return .release(try ReleasePart(from: &reader))
        case .settleFork:
            let space = try reader.identifier(SpaceID.self)
            let chain = try reader.identifier(ChainID.self)
            let sequence = try reader.varint()
            guard let hash = EntryHash(bytes: try reader.raw(EntryHash.byteCount)) else { throw .outOfRange }
            return .settleFork(space: space, chain: chain, sequence: sequence, hash: hash)
        case nil: return .other(code: code, bytes: try reader.raw(reader.remaining))
        }
    }

    private static func cutOffs(_ reader: inout ByteReader) throws(ByteFault) -> [CutOff] {
        let count = try reader.varint()
        guard count <= UInt64(cutOffCountMax) else { throw .outOfRange }
        var result = [CutOff]()
        for _ in 0..<count {
            let chain = try reader.identifier(ChainID.self)
            let entries = try reader.varint()
            guard let head = EntryHash(bytes: try reader.raw(EntryHash.byteCount)) else { throw .outOfRange }
            result.append(CutOff(chain: chain, count: entries, head: head))
        }
        return result
    }
}
