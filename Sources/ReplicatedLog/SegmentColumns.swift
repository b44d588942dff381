import Foundation
import SwiftProtobuf

/// The columns of a segment as plain arrays, one for each field of `Schemas/segment.proto`.
///
/// The generated message copies a column at every append, which is quadratic in the operations of a segment; so it is
/// filled once, when the columns are complete.
struct SegmentColumns {
    var space: [UInt8] = []
    var chain: [UInt8] = []
    var first: UInt64 = 0
    var originDevice: [UInt8] = []
    var originIncarnation: [UInt8] = []
    var signature: [UInt8] = []
    var saltBlock: [UInt64] = []
    var saltNumber: [UInt32] = []
    var salts: [UInt8] = []
    var time: [Int64] = []
    var person: [UInt32] = []
    var subject: [UInt32] = []
    var operationCount: [UInt32] = []
    var roster: [UInt32] = []
    var contextCount: [UInt32] = []
    var erasedCommitments: [UInt8] = []
    var persons: [UInt8] = []
    var rosterCount: [UInt64] = []
    var rosterHeads: [UInt8] = []
    var chains: [UInt8] = []
    var recordChain: [UInt32] = []
    var recordSequence: [Int64] = []
    var recordOrdinal: [UInt32] = []
    var names: [String] = []
    var contextChain: [UInt32] = []
    var contextTo: [UInt64] = []
    var contextHeads: [UInt8] = []
    var code: [UInt32] = []
    var record: [UInt32] = []
    var name: [UInt32] = []
    var schemaVersion: [UInt32] = []
    var overCount: [UInt32] = []
    var aboutCount: [UInt32] = []
    var refChain: [UInt32] = []
    var refSequence: [Int64] = []
    var refOrdinal: [UInt32] = []
    var values: [UInt8] = []
    var notes: [String] = []
    var others: [[UInt8]] = []

    init() {}

    /// - Returns: `nil` when the bytes are no such message.
    init?(serialized bytes: [UInt8]) {
        guard let message = try? Satchel_V1_SegmentColumns(serializedBytes: bytes) else { return nil }
        space = Array(message.space)
        chain = Array(message.chain)
        first = message.first
        originDevice = Array(message.originDevice)
        originIncarnation = Array(message.originIncarnation)
        signature = Array(message.signature)
        saltBlock = message.saltBlock
        saltNumber = message.saltNumber
        salts = Array(message.salts)
        time = message.time
        person = message.person
        subject = message.subject
        operationCount = message.operationCount
        roster = message.roster
        contextCount = message.contextCount
        erasedCommitments = Array(message.erasedCommitments)
        persons = Array(message.persons)
        rosterCount = message.rosterCount
        rosterHeads = Array(message.rosterHeads)
        chains = Array(message.chains)
        recordChain = message.recordChain
        recordSequence = message.recordSequence
        recordOrdinal = message.recordOrdinal
        names = message.names
        contextChain = message.contextChain
        contextTo = message.contextTo
        contextHeads = Array(message.contextHeads)
        code = message.code
        record = message.record
        name = message.name
        schemaVersion = message.schemaVersion
        overCount = message.overCount
        aboutCount = message.aboutCount
        refChain = message.refChain
        refSequence = message.refSequence
        refOrdinal = message.refOrdinal
        values = Array(message.values)
        notes = message.notes
        others = message.others.map { Array($0) }
    }

    var serialized: [UInt8] {
        var message = Satchel_V1_SegmentColumns()
        message.space = Data(space)
        message.chain = Data(chain)
        message.first = first
        message.originDevice = Data(originDevice)
        message.originIncarnation = Data(originIncarnation)
        message.signature = Data(signature)
        message.saltBlock = saltBlock
        message.saltNumber = saltNumber
        message.salts = Data(salts)
        message.time = time
        message.person = person
        message.subject = subject
        message.operationCount = operationCount
        message.roster = roster
        message.contextCount = contextCount
        message.erasedCommitments = Data(erasedCommitments)
        message.persons = Data(persons)
        message.rosterCount = rosterCount
        message.rosterHeads = Data(rosterHeads)
        message.chains = Data(chains)
        message.recordChain = recordChain
        message.recordSequence = recordSequence
        message.recordOrdinal = recordOrdinal
        message.names = names
        message.contextChain = contextChain
        message.contextTo = contextTo
        message.contextHeads = Data(contextHeads)
        message.code = code
        message.record = record
        message.name = name
        message.schemaVersion = schemaVersion
        message.overCount = overCount
        message.aboutCount = aboutCount
        message.refChain = refChain
        message.refSequence = refSequence
        message.refOrdinal = refOrdinal
        message.values = Data(values)
        message.notes = notes
        message.others = others.map { Data($0) }
        guard let bytes: [UInt8] = try? message.serializedBytes() else { preconditionFailure("columns built here always serialize") }
        return bytes
    }
}
