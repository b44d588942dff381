import GRDB

@testable import Views

extension RecordView {
    /// Every row of every table, as text.
    func dump() throws -> [String] {
        try queue.read { database in
            let tables = try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
            return try tables.flatMap { table -> [String] in
                // A contentless index has no rows of its own; its shadow tables have them.
                if table.hasPrefix("words_"), table.split(separator: "_").count == 2 { return [] }
                return try Row.fetchAll(database, sql: "SELECT * FROM \(table)").map { "\(table): \($0.databaseValues.map { "\($0)" })" }
                    .sorted()
            }
        }
    }
}
