import Foundation
import Records
import Vault

/// The invented clinic of `Samples/clinic`, carried by the executable.
struct SampleClinic {
    /// One save of the script: what was written down, by whom, when.
    struct Line {
        enum Act {
            case add(kind: String, name: String, fields: [String: JSONValue])
            case edit([String: JSONValue])
            case note(field: String, text: String)
            case include(field: String, value: JSONValue)
            case exclude(field: String, value: JSONValue)
            case attach(field: String, file: String)
        }

        let time: Int64
        /// The record that the line is about, by the script's own name for it; for `add` the new one.
        let record: String
        let act: Act
    }

    struct Device {
        let key: String
        let code: String
        let person: String
    }

    let organisation: String
    let space: String
    let devices: [Device]

    private let files: [String: [UInt8]]

    init() throws {
        files = Dictionary(
            uniqueKeysWithValues: EmbeddedFiles.files.compactMap { file in
                Data(base64Encoded: file.base64).map { (file.path, Array($0)) }
            })
        let json = try JSONValue(parsing: try Self.required("clinic.json", in: files))
        let people = Dictionary(
            (json["people"]?.arrayValue ?? []).map { ($0["key"]?.textValue ?? "", $0["name"]?.textValue ?? "") }, uniquingKeysWith: { $1 })
        organisation = json["organisation"]?.textValue ?? ""
        space = json["spaces"]?.arrayValue?.first?["name"]?.textValue ?? ""
        devices = (json["devices"]?.arrayValue ?? []).map {
            Device(
                key: $0["key"]?.textValue ?? "", code: $0["code"]?.textValue ?? "", person: people[$0["person"]?.textValue ?? ""] ?? "")
        }
    }

    /// The lines of one file of the script, in order.
    func lines(_ name: String) throws -> [Line] {
        let text = String(decoding: try Self.required(name, in: files), as: UTF8.self)
        return try text.split(separator: "\n").map { try Self.line(try JSONValue(parsing: Array($0.utf8))) }
    }

    func document(_ path: String) throws -> [UInt8] { try Self.required(path, in: files) }

    private static func line(_ json: JSONValue) throws -> Line {
        guard let at = json["at"]?.textValue, let date = ISO8601DateFormatter().date(from: at), let act = json["do"]?.textValue,
            let record = (json["as"] ?? json["of"])?.textValue
        else { throw ClinicError(.notFound, "A line of the sample clinic cannot be read.") }
        let field = json["field"]?.textValue ?? ""
        let value = json["value"] ?? .null
        let fields = json["fields"]?.objectValue ?? [:]
        let acts: [String: Line.Act] = [
            "add": .add(kind: json["kind"]?.textValue ?? "", name: record, fields: fields),
            "edit": .edit(fields),
            "note": .note(field: field, text: json["text"]?.textValue ?? ""),
            "include": .include(field: field, value: value),
            "exclude": .exclude(field: field, value: value),
            "attach": .attach(field: field, file: json["file"]?.textValue ?? ""),
        ]
        guard let act = acts[act] else { throw ClinicError(.notFound, "A line of the sample clinic asks for an unknown act.") }
        return Line(time: Int64(date.timeIntervalSince1970), record: record, act: act)
    }

    private static func required(_ name: String, in files: [String: [UInt8]]) throws -> [UInt8] {
        guard let bytes = files[name] else { throw ClinicError(.notFound, "The sample clinic lacks its file \(name).") }
        return bytes
    }
}
