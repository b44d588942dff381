import Records
import ReplicatedLog

/// What was put on a stick and not yet confirmed: references, from which a parcel could be made again.
struct StickNote: Hashable {
    let file: String
    let time: Int64
    /// Per space and chain, how many entries lie on the stick at most.
    let reached: [SpaceID: [ChainID: UInt64]]

    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.string(file)
        writer.signed(time)
        writer.varint(UInt64(reached.count))
        for (space, chains) in reached.sorted(by: { $0.key < $1.key }) {
            writer.identifier(space)
            writer.varint(UInt64(chains.count))
            for (chain, count) in chains.sorted(by: { $0.key < $1.key }) {
                writer.identifier(chain)
                writer.varint(count)
            }
        }
        return writer.bytes
    }

    init(file: String, time: Int64, reached: [SpaceID: [ChainID: UInt64]]) {
        self.file = file
        self.time = time
        self.reached = reached
    }

    init(_ bytes: [UInt8]) throws {
        var reader = ByteReader(bytes)
        file = try reader.string(max: 64)
        time = try reader.signed()
        var reached = [SpaceID: [ChainID: UInt64]]()
        for _ in 0..<(try reader.varint()) {
            let space = try reader.identifier(SpaceID.self)
            for _ in 0..<(try reader.varint()) {
                let chain = try reader.identifier(ChainID.self)
                reached[space, default: [:]][chain] = try reader.varint()
            }
        }
        self.reached = reached
    }
}
