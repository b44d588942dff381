import Records
import ReplicatedLog

@testable import Clinic
@testable import Vault

/// What bad sectors do.
extension Clinic {
    enum DamagedPart: CaseIterable {
        /// The wrapped key: the row is missed as soon as the store is opened.
        case key
        /// The sealed content: with an image, only who reads the row finds out.
        case content
    }

    /// Makes the rows that hold these entries of a chain unreadable.
    func damageLog(_ part: DamagedPart, of chain: ChainID, in space: SpaceID, holding sequences: UInt64...) throws {
        let rows = vault.log.index.items(chain, space).filter { item in sequences.contains { item.first <= $0 && $0 < item.end } }
        precondition(rows.count == sequences.count, "entries in rows of their own")
        for row in rows.map(\.row) { try damage(.segment, row, part) }
    }

    /// Makes the rows unreadable that tell which file holds which document.
    func damageDocumentRows() throws {
        for id in try vault.database.raw.marks(.document).keys { try damage(.document, id, .content) }
    }

    private func damage(_ table: LogTable, _ id: Int64, _ part: DamagedPart) throws {
        guard let row = try vault.database.raw.row(table, id) else { preconditionFailure("there is such a row") }
        let wrap = part == .key ? row.wrap.map { ~$0 } : row.wrap
        let body = part == .content ? row.body.map { ~$0 } : row.body
        _ = try vault.database.raw.write { try $0.update(table, id: id, wrap: wrap, body: body) }
    }
}
