import Records

@testable import ReplicatedLog

/// Values of every type, and entries that use everything an entry can hold.
enum Samples {
    static let otherChain = ChainID.repeating(0x0C)
    static let thirdChain = ChainID.repeating(0x0D)

    static func values() throws -> [Value] {
        func some<Wrapped>(_ value: Wrapped?) throws -> Wrapped {
            guard let value else { throw TestFailure("a sample is not valid") }
            return value
        }
        return [
            .nothing, .flag(false), .flag(true), .integer(0), .integer(.min), .integer(.max),
            .decimal(try some(DecimalNumber("-12.5"))), .text(""), .text("Amína \u{1F9F3} أمينة"), .code("asylum"),
            .date(try some(CalendarDate("1984"))), .date(try some(CalendarDate("1984-05~"))), .date(try some(CalendarDate("2024-02-29"))),
            .time(try some(TimeOfDay(minutes: 1439))), .money(try some(Money(amount: try some(DecimalNumber("99.95")), currency: "KES"))),
            .reference(OperationID(chain: otherChain, sequence: 300, ordinal: 2)),
            .place(try some(Place(code: "KE023", parent: "KE", dataset: "cod-ab-2024"))), .place(try some(Place(text: "under the tree"))),
            .file(
                try some(
                    FileReference(digest: [UInt8](repeating: 0xFD, count: 32), size: 70_000, mediaType: "image/png", name: "card.png"))),
            .unrecognized(type: 12, bytes: []), .unrecognized(type: 255, bytes: [1, 2, 3]),
        ]
    }

    /// Three entries of `device` with every operation and value type, references to other chains and context.
    static func chain(_ device: TestDevice = TestDevice(1)) throws -> TestChain {
        var chain = TestChain(device)
        let client = chain.writer.nextOperation(0)
        let elsewhere = OperationID(chain: otherChain, sequence: 41, ordinal: 3)
        try chain.save(
            [
                .create(kind: "client", schemaVersion: 3),
                .put(record: client, field: "name", value: .text("Amína"), over: nil),
                .put(record: client, field: "phone", value: .nothing, over: []),
                .add(record: client, field: "needs", value: .code("shelter")),
                .note(record: client, field: "log", text: "Came with her sister.", about: nil),
            ], about: client, time: 1_767_225_600)
        let values = try values().enumerated().map { index, value in
            Operation.put(record: index % 2 == 0 ? client : elsewhere, field: "field\(index % 4)", value: value, over: nil)
        }
        try chain.save(
            values + [.other(code: 6, bytes: []), .other(code: 32, bytes: [9, 8, 7]), .other(code: 200, bytes: Array("later".utf8))],
            about: client, time: 1_767_225_000, person: .repeating(0x9F),
            context: [
                ContextItem(chain: otherChain, count: 42, head: 0x0123_4567_89AB_CDEF),
                ContextItem(chain: thirdChain, count: 1, head: .max),
            ],
            roster: RosterHead(count: 7, head: 0xFEDC_BA98_7654_3210))
        let note = OperationID(chain: client.chain, sequence: 0, ordinal: 4)
        try chain.save(
            [
                .put(
                    record: client, field: "name", value: .text("Amina"),
                    over: [OperationID(chain: client.chain, sequence: 0, ordinal: 1), elsewhere].sorted()),
                .remove(record: client, field: "needs", value: .code("shelter"), over: nil),
                .remove(record: elsewhere, field: "needs", value: .integer(5), over: [elsewhere]),
                .note(record: client, field: "log", text: "The sister is a cousin.", about: note),
            ], about: elsewhere, time: -5, roster: RosterHead(count: 7, head: 0xFEDC_BA98_7654_3210))
        return chain
    }

    /// Six entries: those of ``chain(_:)``, and some for a second device to meet.
    static func long(_ device: TestDevice) throws -> TestChain {
        var chain = try chain(device)
        let client = OperationID(chain: chain.writer.chain, sequence: 0, ordinal: 0)
        try chain.save([.add(record: client, field: "languages", value: .code("so"))], about: client, time: 1_767_225_700)
        try chain.save(
            [
                .put(record: client, field: "phone", value: .text("+254 700 000000"), over: nil),
                .add(record: client, field: "languages", value: .code("en")),
            ], about: client, time: 1_767_225_800)
        try chain.save([.put(record: client, field: "phone", value: .text("none"), over: nil)], about: client, time: 1_767_225_900)
        return chain
    }

    /// Three entries of another device that had folded the first four, then all but one, of `other`.
    static func answer(to other: TestChain, _ device: TestDevice) throws -> TestChain {
        var chain = TestChain(device)
        let client = OperationID(chain: other.writer.chain, sequence: 0, ordinal: 0)
        let phone = OperationID(chain: other.writer.chain, sequence: 4, ordinal: 0)
        func seen(_ count: Int) -> [ContextItem] {
            [ContextItem(chain: other.writer.chain, count: UInt64(count), head: other.segments[count - 1].hashes[0].short)]
        }
        try chain.save(
            [
                .put(record: client, field: "name", value: .text("Aminah"), over: nil),
                .remove(record: client, field: "languages", value: .code("so"), over: nil),
                .remove(record: client, field: "languages", value: .code("en"), over: nil),
            ], about: client, time: 1_767_225_750, person: .repeating(0xA0), context: seen(4))
        try chain.save(
            [.put(record: client, field: "phone", value: .text("+254 711 111111"), over: [phone])], about: client, time: 1_767_225_850,
            person: .repeating(0xA0), context: seen(5))
        try chain.save(
            [
                .create(kind: "case", schemaVersion: 300),
                .put(
                    record: OperationID(chain: chain.writer.chain, sequence: 2, ordinal: 0), field: "client", value: .reference(client),
                    over: nil),
                .note(record: client, field: "log", text: "Case opened.", about: nil),
            ], about: client, time: 1_767_225_950, person: .repeating(0xA0))
        return chain
    }
}
