import Clinic
import Records

/// What a transfer comes to: asked before, told after.
struct TransferView: Renderable {
    let transfer: Transfer
    var isDone = false

    var json: JSONValue {
        [
            "record": Self.json(transfer.record), "from": Self.json(transfer.source, transfer.sourceName),
            "to": Self.json(transfer.target, transfer.targetName), "moved": .array(transfer.moved.map(Self.json)),
            "copied": .array(transfer.copied.map(Self.json)), "leftBehind": .array(transfer.leftBehind.map(Self.json)),
            "alongside": .array(transfer.alongside.map(Self.json)),
            "readers": .array(transfer.readers.map { .text($0) }), "newReaders": .array(transfer.newReaders.map { .text($0) }),
            "formerReaders": .array(transfer.formerReaders.map { .text($0) }), "entries": .integer(Int64(transfer.entryCount)),
            "adoptions": .integer(Int64(transfer.adoptionCount)), "bytes": .integer(Int64(transfer.byteCount)),
            "documents": .integer(Int64(transfer.documentCount)), "missingDocuments": .integer(Int64(transfer.missingDocumentCount)),
            "done": .flag(isDone),
        ]
    }

    private static func json(_ item: Transfer.Item) -> JSONValue {
        ["record": .text(item.id.description), "kind": .text(item.kind), "number": item.number.json, "title": .text(item.title)]
    }

    private static func json(_ space: SpaceID, _ name: String?) -> JSONValue { ["id": .text(space.description), "name": name.json] }

    func write(to page: inout Page) {
        let record = transfer.record
        let (from, to) = (transfer.sourceName ?? transfer.source.description, transfer.targetName ?? transfer.target.description)
        let name = RecordName.phrase(record.kind, record.number, record.id)
        page.line(isDone ? "Done: \(name) went from \(from) to \(to)." : "Bring \(name) from \(from) to \(to)?")
        let moved = transfer.movedCounts.map { "\($0.count) \($0.kind)" }.joined(separator: ", ")
        if !transfer.moved.isEmpty { page.line("  Goes there and is history here: \(moved).") }
        for item in transfer.copied {
            page.line(
                "  Copied: \(item.title) (\(item.kind)), who stays here too. What is changed on one side later is not changed on the other."
            )
        }
        for item in transfer.leftBehind { page.line("  Stays here and is not known there: \(item.title) (\(item.kind)).") }
        for item in transfer.alongside {
            page.line(
                "  Stays here, but is read there too: \(item.title) (\(item.kind)), as far as it was saved in one step with what goes."
            )
        }
        page.line("  \(words: Self.codes(transfer.readers)) can read it from then on\(words: news).")
        if !transfer.formerReaders.isEmpty {
            page.line("  \(words: Self.codes(transfer.formerReaders)) hear nothing new of it; what is on those laptops stays on them.")
        }
        page.line("  \(entries), each still under its author's name; \(documents).")
        if isDone { page.line("Next: `satchel stick write`, so that the others hear of it.") }
    }

    private var news: String {
        transfer.newReaders.isEmpty ? "" : ", of which \(transfer.newReaders.joined(separator: ", ")) could not before"
    }

    private var entries: Phrase { .counted(UInt64(transfer.entryCount), "entry", "entries") }

    private var documents: Phrase {
        let all = Phrase.counted(UInt64(transfer.documentCount), "document", "documents")
        guard transfer.missingDocumentCount > 0 else { return all }
        return all + ", \(transfer.missingDocumentCount) of them still to arrive"
    }

    private static func codes(_ codes: [String]) -> String { codes.isEmpty ? "No device" : codes.joined(separator: ", ") }
}
