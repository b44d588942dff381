import GRDB

/// The tables of a view. Their text is compared when an image is opened, so that nothing else runs inside it.
enum ViewTables {
    static let statements = [
        "CREATE TABLE fact (name TEXT PRIMARY KEY NOT NULL, content BLOB NOT NULL) WITHOUT ROWID",
        "CREATE TABLE space (number INTEGER PRIMARY KEY, content BLOB NOT NULL)",
        "CREATE TABLE chain (number INTEGER PRIMARY KEY, content BLOB NOT NULL)",
        "CREATE TABLE person (number INTEGER PRIMARY KEY, content BLOB NOT NULL)",
        "CREATE TABLE name (number INTEGER PRIMARY KEY, content BLOB NOT NULL)",
        // A record is named within its space, so that nobody who writes one space changes what is shown of another.
        """
        CREATE TABLE record (number INTEGER PRIMARY KEY, chain INTEGER NOT NULL, sequence INTEGER NOT NULL, \
        ordinal INTEGER NOT NULL, space INTEGER NOT NULL, kind INTEGER, schema INTEGER, author INTEGER, created INTEGER, \
        updated INTEGER, title_key TEXT, number_key TEXT, status TEXT, due TEXT, done INTEGER NOT NULL, \
        conflicts INTEGER NOT NULL, moved INTEGER NOT NULL, state BLOB NOT NULL)
        """,
        "CREATE UNIQUE INDEX record_place ON record (chain, sequence, ordinal, space)",
        "CREATE INDEX record_updated ON record (kind, updated)",
        "CREATE INDEX record_status ON record (kind, status) WHERE status IS NOT NULL",
        "CREATE INDEX record_number ON record (number_key) WHERE number_key IS NOT NULL",
        "CREATE INDEX record_conflicts ON record (conflicts) WHERE conflicts > 0",
        "CREATE INDEX record_moved ON record (space) WHERE moved = 1",
        "CREATE INDEX record_due ON record (due) WHERE due IS NOT NULL",
        """
        CREATE TABLE link (chain INTEGER NOT NULL, sequence INTEGER NOT NULL, ordinal INTEGER NOT NULL, record INTEGER NOT NULL, \
        field INTEGER NOT NULL, PRIMARY KEY (chain, sequence, ordinal, record, field)) WITHOUT ROWID
        """,
        """
        CREATE TABLE identity (person INTEGER NOT NULL, record INTEGER NOT NULL, PRIMARY KEY (person, record)) WITHOUT ROWID
        """,
        """
        CREATE TABLE note (number INTEGER PRIMARY KEY, record INTEGER NOT NULL, chain INTEGER NOT NULL, sequence INTEGER NOT NULL, \
        ordinal INTEGER NOT NULL, field INTEGER NOT NULL, person INTEGER NOT NULL, time INTEGER NOT NULL, about_chain INTEGER, \
        about_sequence INTEGER, about_ordinal INTEGER)
        """,
        "CREATE UNIQUE INDEX note_place ON note (record, chain, sequence, ordinal)",
    ]

    /// The words of one space: a table for each, because contentless FTS5 forgets nothing that it is not told again, and
    /// a space must be forgotten as a whole without its notes being at hand.
    ///
    /// Rows are `2 × record` and `2 × note + 1`. Text comes folded, so the tokenizer has only to split at spaces:
    /// `ascii` takes every other character for part of a word, where `unicode61` knows only the letters of Unicode 6.1.
    /// No index of prefixes: over 150,000 rows it made three letters take 0.1 ms instead of 0.2, and the table twice as large.
    static func words(_ space: Int64) -> String {
        "CREATE VIRTUAL TABLE \(wordsName(space)) USING fts5(words, content='', detail=none, columnsize=0, tokenize='ascii')"
    }

    static func wordsName(_ space: Int64) -> String { "words_\(space)" }

    private static let shadows = ["data", "idx", "docsize", "config"]

    /// Whether the tables are those that this version makes, and no view, trigger or other table is there.
    static func match(_ database: Database, spaces: Int) throws -> Bool {
        var expected = Set(statements)
        var shadowNames = Set<String>()
        for space in 0..<Int64(spaces) {
            expected.insert(words(space))
            shadowNames.formUnion(shadows.map { "\(wordsName(space))_\($0)" })
        }
        let entries = try database.rows("SELECT type, name, tbl_name, sql FROM sqlite_schema") {
            ($0.text(0) ?? "", $0.text(1) ?? "", $0.text(2) ?? "", $0.text(3))
        }
        for (type, name, table, sql) in entries {
            // Indexes that SQLite makes itself have no text.
            guard let sql else {
                guard type == "index", name.hasPrefix("sqlite_autoindex_") else { return false }
                continue
            }
            if shadowNames.contains(table), type == "table" || type == "index", name == table { continue }
            guard expected.remove(sql) != nil else { return false }
        }
        return expected.isEmpty
    }
}
