import Records
import Sealing

/// What was sealed under a space's key is taken out of everybody's reach by giving what stays another key, 60 bytes a row,
/// and destroying the old one.
extension SealedDatabase {
    /// Makes a new key for `space`, wraps every row of it anew and destroys the earlier keys.
    ///
    /// Interrupted at any place, it is finished by ``finishKeyChanges()``.
    ///
    /// - Complexity: reads the wrap of every row of every table.
    func rotateKey(of space: SpaceID) throws {
        var next = ring
        try next.rotateSpaceKey(space)
        try saveRing(next)
        try finishKeyChange(of: space)
    }

    /// Finishes what a crash interrupted.
    func finishKeyChanges() throws {
        for space in ring.spaceIDs where ring.hasFormerKeys(of: space) { try finishKeyChange(of: space) }
    }

    private func finishKeyChange(of space: SpaceID) throws {
        let tables: [LogTable] = [.segment, .head, .document, .chunk]
        var rows = [(table: LogTable, row: LogDatabase.Row)]()
        for table in tables {
            for row in try raw.wraps(table) where isWrapped(row, of: table, in: space) { rows.append((table, row)) }
        }
        try write { transaction in
            for (table, row) in rows { try transaction.rewrap(table, row, in: space) }
        }
        var next = ring
        next.forgetFormerKeys(of: space)
        try saveRing(next)
        // The write-ahead log still holds the pages with the old wraps and the old ring.
        raw.checkpoint(emptying: true)
    }

    /// Destroys the keys of a space of which no row is left.
    func dropKeys(of space: SpaceID) throws {
        guard ring.spaceKey(space) != nil else { return }
        var next = ring
        next.removeSpace(space)
        try saveRing(next, dropping: [space])
        raw.checkpoint(emptying: true)
    }
}
