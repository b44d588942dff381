import Records
import ReplicatedLog
import Sealing
import Testing
import Trials

@testable import Exchange
@testable import Roster

/// The same meetings by a stick: one parcel for several recipients with different grants.
extension World {
    /// Writes a parcel for everybody whom the writer knows, and lets each read it.
    mutating func passStick(from writer: Int, damaged: Bool = false) throws {
        now += 1
        let plan = plan(writer, to: nil)
        guard !plan.recipients.isEmpty else { return }
        var bytes = try parcel(of: plan, by: writer)
        if damaged {
            for _ in 0..<3 { bytes[generator.below(bytes.count)] ^= 1 }
        }
        for reader in nodes.indices where reader != writer {
            guard let recipient = plan.recipients.first(where: { $0.key == nodes[reader].device.publicKey }) else {
                #expect(damaged || refusal { _ = try Reading(bytes, key: nodes[reader].device.recipientKey) } == .notForThisDevice)
                continue
            }
            try read(bytes, by: reader, for: Set(recipient.grants.keys).union([office.space]), damaged: damaged)
        }
    }

    func parcel(of plan: SendPlan, by writer: Int) throws -> [UInt8] {
        var random = generator
        let node = nodes[writer]
        let recipients = try plan.recipients.map { device in
            ParcelRecipient(
                key: try RecipientKey(device.recipientKey),
                spaces: plan.spaces.filter { $0.readers.contains { $0.key == device.key } }.map(\.space))
        }
        var parcel = try ParcelWriter(recipients: recipients, common: office.space, random: &random)
        var bytes = parcel.header
        for part in plan.spaces {
            bytes += try parcel.add(.statement(node.statement(of: part.space, time: now).encoded), in: part.space)
            for forwarded in node.statements.all where forwarded.space == part.space {
                bytes += try parcel.add(.passedOn(forwarded.encoded), in: part.space)
            }
            for (chain, start) in part.starts.sorted(by: { $0.key < $1.key }) {
                for segment in node.segments(of: chain, in: part.space, from: start) {
                    bytes += try parcel.add(.segment(segment.encoded()), in: part.space)
                }
            }
        }
        return bytes + (try parcel.finish(random: &random))
    }

    private mutating func read(_ bytes: [UInt8], by index: Int, for granted: Set<SpaceID>, damaged: Bool) throws {
        guard let reader = try? ParcelReader(ByteArraySource(bytes), keys: [nodes[index].device.recipientKey]) else {
            #expect(damaged, "replay with SEED=\(seed)")
            return
        }
        #expect(granted.isSuperset(of: reader.spaces), "replay with SEED=\(seed)")
        let reading = try Reading(reader)
        #expect(reading.isComplete == !damaged, "replay with SEED=\(seed)")
        var segments = [UnverifiedSegment]()
        for placed in reading.content {
            switch placed.frame {
            case .segment(let bytes):
                let segment = try UnverifiedSegment(decoding: bytes, in: placed.space)
                segments.append(segment)
            case .statement(let bytes), .passedOn(let bytes):
                let statement = try Statement(decoding: bytes)
                #expect(statement.isSigned && [placed.space, office.space].contains(statement.space), "replay with SEED=\(seed)")
                if statement.deviceKey != nodes[index].device.publicKey { nodes[index].statements.take(statement) }
            case .difference, .chunk, .end: break
            }
        }
        nodes[index].receive(segments, now: now)
    }
}
