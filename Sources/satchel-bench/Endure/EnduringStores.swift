import Clinic
import Foundation
import Records
import Roster
import Trials

/// A headquarters and a laptop on a disk that may fail at any moment, and a stick between them.
struct EnduringStores {
    static let codes = ["HQ1", "LAP"]

    let directory: String
    let stick: String
    private(set) var clinics: [String: Clinic] = [:]
    private var clients: [String: [RecordID]] = [:]

    /// Opens the stores, or founds them where nobody was told yet that they are there.
    init(_ directory: String, stick: String) async throws {
        self.directory = directory
        self.stick = stick
        try Files.makeFolder(stick)
        let mark = directory + "/founded"
        if !FileManager.default.fileExists(atPath: mark) {
            for code in Self.codes { try? FileManager.default.removeItem(atPath: directory + "/" + code) }
            try await found()
            try Data().write(to: URL(filePath: mark))
            Promise(deed: .founded).say()
        } else {
            for code in Self.codes { clinics[code] = try await open(code) }
        }
        for (code, clinic) in clinics {
            var query = ListQuery(kind: "client")
            query.limit = 200
            clients[code] = try await clinic.list(query).rows.map(\.id)
        }
    }

    private func options(_ code: String) -> Clinic.Options {
        var options = Clinic.Options(home: directory + "/" + code)
        options.scryptLogN = 10
        return options
    }

    private mutating func found() async throws {
        let (headquarters, _) = try await Clinic.found(
            options("HQ1"), deviceCode: "HQ1", personName: "Bench", passphrase: Store.passphrase)
        let space = try await headquarters.createSpace(name: "Bench").id
        let laptop = try await Clinic.createDevice(options("LAP"), personName: "Bench", passphrase: Store.passphrase)
        let approval = try await headquarters.approve(request: try await laptop.joinRequest().bytes, code: "LAP", spaces: [(space, .write)])
        _ = try await laptop.accept(approval.parcel)
        clinics = ["HQ1": headquarters, "LAP": laptop]
    }

    private func open(_ code: String) async throws -> Clinic { try await Clinic.open(options(code), passphrase: Store.passphrase) }

    func close() async {
        for code in Self.codes {
            do {
                try await clinics[code]?.close()
            } catch {
                Promise.failed(.closed, error, on: code).say()
            }
        }
    }

    /// Reads whatever lies on the stick, at both.
    func read() async {
        for code in Self.codes {
            do {
                for parcel in try await clinics[code]?.readStick(stick).parcels ?? [] {
                    Promise(deed: .read, device: code, text: parcel.state.rawValue, to: parcel.file).say()
                }
            } catch {
                Promise.failed(.delivered, error, on: code).say()
            }
        }
    }

    // MARK: Acting

    /// Does one thing and says what came of it.
    mutating func act(_ name: String, _ generator: inout SeededGenerator) async {
        let code = generator.happens(75) ? "LAP" : "HQ1"
        switch Int.random(in: 0..<100, using: &generator) {
        case ..<60: await save(name, on: code, &generator)
        case ..<70: await attach(name, on: code, &generator)
        case ..<85: await carry(from: code)
        case ..<93: await clinics[code]?.finishUpkeep()
        default: await reopen(code)
        }
    }

    private mutating func save(_ name: String, on code: String, _ generator: inout SeededGenerator) async {
        guard let clinic = clinics[code] else { return }
        let text = "\(name) " + String(repeating: "words ", count: Int.random(in: 1...200, using: &generator)) + name
        do {
            if let record = clients[code]?.randomElement(using: &generator), generator.happens(70) {
                if generator.happens(50) {
                    _ = try await clinic.note(record, field: "notes", text: text)
                    Promise(deed: .saved, device: code, record: record.description, field: "notes", text: text).say()
                } else {
                    let phone = "+1 \(name)"
                    _ = try await clinic.save(try await clinic.form(record), fields: ["phone": .text(phone)])
                    Promise(deed: .saved, device: code, record: record.description, field: "phone", text: phone).say()
                }
            } else {
                let record = try await clinic.add(
                    kind: "client", in: try await clinic.space(nil), fields: ["given_name": .text("Client \(name)")]
                ).record
                clients[code, default: []].append(record)
                Promise(deed: .saved, device: code, record: record.description, field: "given_name", text: "Client \(name)").say()
            }
        } catch {
            Promise.failed(.saved, error, on: code).say()
        }
    }

    private func attach(_ name: String, on code: String, _ generator: inout SeededGenerator) async {
        guard let clinic = clinics[code], let client = clients[code]?.randomElement(using: &generator) else { return }
        let path = directory + "/paper-\(code).txt"
        let line = "Paper \(name)\n"
        let content = Data(String(repeating: line, count: Int.random(in: 1...20_000, using: &generator)).utf8)
        do {
            try content.write(to: URL(filePath: path))
            let record = try await clinic.add(
                kind: "document", in: try await clinic.space(nil),
                fields: ["client": .text(client.description), "type": "photo", "title": .text(name)]
            ).record
            let attached = try await clinic.attach(path: path, to: record, field: nil)
            Promise(deed: .attached, device: code, record: record.description, field: "scan", text: attached.file.hex).say()
        } catch {
            Promise.failed(.attached, error, on: code).say()
        }
    }

    /// One way: a stick is written and read at the other side.
    private func carry(from code: String) async {
        guard let other = Self.codes.first(where: { $0 != code }), let from = clinics[code], let to = clinics[other] else { return }
        let names: [String]
        do {
            Promise(deed: .writing, device: code).say()
            let written = try await from.writeStick(stick, to: nil, resend: false)
            names = written.file.components(separatedBy: ", ").map { URL(filePath: $0).lastPathComponent }
            Promise(deed: .written, device: code, to: names.joined(separator: " ")).say()
        } catch {
            return Promise.failed(.written, error, on: code).say()
        }
        do {
            // Others may lie there that a process did not come to remember as its own.
            let report = try await to.readStick(stick).parcels.filter { names.contains($0.file) }
            guard report.count == names.count, report.allSatisfy({ $0.state == .read }) else {
                return Promise.broken("of \(names) that were just written, \(other) reads \(report.map(\.state.rawValue))").say()
            }
            Promise(deed: .delivered, device: code, to: other).say()
        } catch {
            Promise.failed(.delivered, error, on: other).say()
        }
    }

    private mutating func reopen(_ code: String) async {
        do {
            try await clinics[code]?.close()
            Promise(deed: .closed, device: code).say()
        } catch {
            Promise.failed(.closed, error, on: code).say()
        }
        clinics[code] = nil
        do { clinics[code] = try await open(code) } catch { Promise.failed(.opening, error, on: code).say() }
    }
}
