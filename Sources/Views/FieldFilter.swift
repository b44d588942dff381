import Foundation
import GRDB
import Records

/// The SQL function `shows(state, field, json)`: whether a field of a record shows this value, or its set has it.
enum FieldFilter {
    static let function = DatabaseFunction("shows", argumentCount: 3, pure: true) { values in
        guard case .blob(let state) = values[0].storage, case .int64(let field) = values[1].storage,
            case .string(let json) = values[2].storage
        else { return nil }
        return try shows(Array(state), field, Array(json.utf8))
    }

    /// - Parameter json: a value as compact JSON; `null` stands for a field that is empty or was never filled.
    static func shows(_ state: [UInt8], _ field: Int64, _ json: [UInt8]) throws -> Bool {
        var reader = ByteReader(state)
        guard let field = UInt64(exactly: field) else { return false }
        var found = false
        _ = try reader.signed()
        if try reader.varint() > 0 { try skipSurvivor(&reader) }
        for _ in 0..<(try reader.varint()) {
            let name = try reader.varint()
            for index in 0..<(try reader.varint()) {
                try skipSurvivor(&reader)
                let value = try Value(from: &reader)
                guard name == field, index == 0 else { continue }
                if value.json.serialized() == json { return true }
                found = value != .nothing
            }
        }
        for _ in 0..<(try reader.varint()) {
            let name = try reader.varint()
            for _ in 0..<(try reader.varint()) {
                let value = try Value(from: &reader)
                guard name == field else { continue }
                if value.json.serialized() == json { return true }
                found = true
            }
        }
        return !found && json == Array("null".utf8)
    }

    private static func skipSurvivor(_ reader: inout ByteReader) throws(ByteFault) {
        for _ in 0..<4 { _ = try reader.varint() }
        _ = try reader.signed()
    }
}
