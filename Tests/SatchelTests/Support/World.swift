import Foundation
import Glibc
import Records
import Testing

/// Devices with stores of their own in a temporary folder, and a stick that goes between them.
struct World {
    let folder: TemporaryFolder
    static let passphrase = "correct horse battery staple"

    init() throws {
        folder = try TemporaryFolder()
        let file = try folder.write("passphrase", Self.passphrase + "\n")
        chmod(file, 0o600)
        try folder.makeFolder("stick")
        try folder.makeFolder("work")
    }

    var stick: String { folder.path + "/stick" }

    func home(_ device: String) -> String { folder.path + "/" + device }

    private func arguments(_ device: String, _ arguments: [String], passphrase: Bool = true) -> [String] {
        arguments + ["--home", home(device), "--scrypt-log-n", "10"]
            + (passphrase ? ["--passphrase-file", folder.path + "/passphrase"] : [])
    }

    /// Runs a command on a device's store, and returns when it has ended.
    @discardableResult
    func run(_ device: String, _ command: [String], input: String = "", passphrase: Bool = true) throws -> Executable.Outcome {
        try start(device, command, input: input, passphrase: passphrase).finish()
    }

    func start(_ device: String, _ command: [String], input: String = "", passphrase: Bool = true) throws -> Executable.Running {
        try Executable.Running(
            arguments(device, command, passphrase: passphrase), home: folder.path, directory: folder.path + "/work",
            streams: .files(input: Array(input.utf8)))
    }

    /// Runs a command with `--json` that has to succeed.
    func json(_ device: String, _ command: [String], input: String = "", sourceLocation: SourceLocation = #_sourceLocation) throws
        -> JSONValue
    {
        let outcome = try run(device, command + ["--json"], input: input)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.talk)", sourceLocation: sourceLocation)
        return try JSONValue(parsing: Array(outcome.output.utf8))
    }

    func found() throws {
        _ = try json("hq", ["init", "--code", "HQ1", "--person", "Olena", "--space", "North"])
    }

    /// Lets a laptop in, comparing the words both times.
    func join(_ device: String, code: String, person: String) throws {
        let request = folder.path + "/" + device + ".request"
        let approval = folder.path + "/" + device + ".approval"
        let asked = try json(device, ["device", "request", "--out", request, "--person", person])
        let approved = try json(
            "hq", ["device", "approve", request, "--code", code, "--space", "North", "--out", approval, "--words", try words(asked)])
        _ = try json(device, ["device", "accept", approval, "--words", try words(approved)])
    }

    func words(_ json: JSONValue) throws -> String {
        try #require(json["words"]?.arrayValue).compactMap(\.textValue).joined(separator: " ")
    }

    /// Takes a stick from one device to another.
    func carry(from: String, to: String) throws {
        for file in try FileManager.default.contentsOfDirectory(atPath: stick) {
            try FileManager.default.removeItem(atPath: stick + "/" + file)
        }
        _ = try json(from, ["stick", "write", stick])
        _ = try json(to, ["stick", "read", stick])
    }

    func parcels() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: stick + "/SATCHEL").map { stick + "/SATCHEL/" + $0 }.sorted()
    }
}

/// Takes out of a text what differs from run to run.
func steady(_ text: String) -> String {
    text.replacing(/[0-9a-hjkmnp-tv-z]{26}(\.\d+\.\d+)?/, with: "<id>")
        .replacing(/\d{4}-\d\d-\d\d \d\d:\d\d \+00:00/, with: "<time>")
        .replacing(/\/\S*\/(?=[A-Z0-9]{8}\.SPL)/, with: "")
        .replacing(/[A-Z0-9]{8}\.SPL/, with: "<parcel>")
        .replacing(/\d+\.\d kB/, with: "<size>")
        .replacing(/(K7Q|M4T|HQ1)-[0-9A-Z]{2}-(\d{4})-[0-9A-Z]/) { "\($0.1)-··-\($0.2)-·" }
        .replacing(/--seen [0-9A-Za-z_-]{40,}/, with: "--seen <token>")
        .replacing(/State [0-9a-f]{16}/, with: "State <hash>")
        .replacing(/\ +(?=\n)/, with: "")
}
