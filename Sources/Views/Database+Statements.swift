import GRDB
import GRDBSQLite

/// A value bound to a statement.
enum Bound {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])

    init(_ text: String?) { self = text.map(Bound.text) ?? .null }
    init(_ integer: Int64?) { self = integer.map(Bound.integer) ?? .null }
}

extension Database {
    /// Runs a statement that returns nothing. Statements are prepared once per connection.
    func run(_ sql: String, _ values: Bound...) throws {
        try step(sql, values) { _ in }
    }

    /// Reads every row through `body`, which must not run a statement with the same text.
    ///
    /// Columns are read by SQLite's own conversions, because those of GRDB trap where a damaged image holds a value
    /// of another type.
    func rows<Item>(_ sql: String, _ values: [Bound] = [], _ body: (Columns) throws -> Item) throws -> [Item] {
        var result = [Item]()
        try step(sql, values) { result.append(try body($0)) }
        return result
    }

    func row<Item>(_ sql: String, _ values: Bound..., body: (Columns) throws -> Item) throws -> Item? {
        try rows(sql, values, body).first
    }

    private func step(_ sql: String, _ values: [Bound], _ body: (Columns) throws -> Void) throws {
        let statement = try cachedStatement(sql: sql).sqliteStatement
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for (index, value) in values.enumerated() { try check(Self.bind(value, at: Int32(index + 1), of: statement)) }
        while true {
            let code = sqlite3_step(statement)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { return try check(code) }
            try body(Columns(statement: statement))
        }
    }

    private func check(_ code: Int32) throws {
        guard code != SQLITE_OK else { return }
        // SQLite's message names tables and columns, never values.
        throw DatabaseError(resultCode: ResultCode(rawValue: code), message: sqliteConnection.map { String(cString: sqlite3_errmsg($0)) })
    }

    private static func bind(_ value: Bound, at index: Int32, of statement: SQLiteStatement) -> Int32 {
        // SQLITE_TRANSIENT: SQLite copies before the call returns.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .null: return sqlite3_bind_null(statement, index)
        case .integer(let value): return sqlite3_bind_int64(statement, index, value)
        case .text(let value):
            var value = value
            return value.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    // An empty buffer may have no address, which SQLite would take for NULL.
                    guard let start = $0.baseAddress else { return sqlite3_bind_text(statement, index, "", 0, transient) }
                    return sqlite3_bind_text(statement, index, start, Int32($0.count), transient)
                }
            }
        case .blob(let value):
            return value.withUnsafeBytes {
                guard let start = $0.baseAddress, !$0.isEmpty else { return sqlite3_bind_zeroblob(statement, index, 0) }
                return sqlite3_bind_blob(statement, index, start, Int32($0.count), transient)
            }
        }
    }
}

/// The columns of the row that a statement stands on.
struct Columns {
    let statement: SQLiteStatement

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

    func integerOrNull(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

    func text(_ column: Int32) -> String? {
        guard let start = sqlite3_column_text(statement, column) else { return nil }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func blob(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(statement, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
    }
}
