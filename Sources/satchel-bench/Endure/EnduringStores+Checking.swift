import Clinic
import Crypto
import Foundation
import Records
import Trials

extension EnduringStores {
    struct Kept {
        var count = 0
        /// What was promised and is not so, in words.
        var broken: [String] = []
    }

    /// Whether the stores are whole and all of `promises` is kept.
    ///
    /// - Parameter sample: the latest so many, and as many of the others; `nil` for all.
    func check(_ promises: [Promise], sample: Int?, seed: UInt64) async throws -> Kept {
        var kept = Kept()
        for (code, clinic) in clinics.sorted(by: { $0.key < $1.key }) {
            let report = try await clinic.check(readData: true)
            for fault in report.faults { kept.broken.append("\(code): \(fault.what)") }
        }
        var chosen = Set(promises.indices.suffix(sample ?? promises.count))
        var generator = SeededGenerator(seed: seed)
        if let sample { chosen.formUnion((0..<sample).compactMap { _ in promises.indices.randomElement(using: &generator) }) }
        var deliveredUntil = [String: Int]()
        for (index, promise) in promises.enumerated() where promise.deed == .delivered {
            if let device = promise.device { deliveredUntil[device] = index }
        }
        for index in chosen.sorted() {
            let promise = promises[index]
            guard let device = promise.device, promise.deed == .saved || promise.deed == .attached else { continue }
            // A document follows when the other side has asked for it.
            let holders = promise.deed == .saved && index < deliveredUntil[device] ?? 0 ? Self.codes : [device]
            for code in holders {
                kept.count += 1
                if let broken = try await broken(promise, at: code) { kept.broken.append("\(code), promise \(index + 1): \(broken)") }
            }
        }
        for code in Self.codes { kept.broken += try await brokenParcels(of: code, promises, &kept.count) }
        return kept
    }

    /// - Returns: what is wrong; `nil` when all is well.
    private func broken(_ promise: Promise, at code: String) async throws -> String? {
        guard let clinic = clinics[code], let record = promise.record.flatMap({ RecordID($0) }), let field = promise.field,
            let text = promise.text
        else { return "the line cannot be read" }
        do {
            guard promise.deed == .saved else { return try await brokenDocument(text, of: record, at: code, clinic) }
            let isThere = try await clinic.history(record, field: field).contains { row in
                switch row.edit {
                case .put(let value): value.textValue == text
                case .note(let note): note == text
                case .add, .remove, .erased: false
                }
            }
            return isThere ? nil : "\(record) has lost words of \(field)"
        } catch {
            return "\(record): \(error)"
        }
    }

    private func brokenDocument(_ hash: String, of record: RecordID, at code: String, _ clinic: Clinic) async throws -> String? {
        let path = directory + "/extracted-\(code)"
        _ = try await clinic.extract(record, field: "scan", to: path, overwrite: true)
        let found = SHA256.hash(data: try Data(contentsOf: URL(filePath: path))).map { String(format: "%02x", $0) }.joined()
        return found == hash ? nil : "the document of \(record) is another one"
    }

    /// The parcels that a device reported as written last must be on the stick and whole, unless it began to write others since.
    private func brokenParcels(of code: String, _ promises: [Promise], _ count: inout Int) async throws -> [String] {
        guard let last = promises.last(where: { $0.device == code && ($0.deed == .writing || $0.deed == .written) }), last.deed == .written,
            let names = last.to?.split(separator: " ").map(String.init), let other = Self.codes.first(where: { $0 != code }),
            let reader = clinics[other]
        else { return [] }
        let found = Dictionary(try await reader.inspectStick(stick).map { ($0.file, $0) }, uniquingKeysWith: { $1 })
        count += names.count
        return names.compactMap { name in
            guard let report = found[name] else { return "\(code): \(name) is not on the stick" }
            return report.state == .read && report.isComplete ? nil : "\(code): \(name) on the stick is \(report.state.rawValue)"
        }
    }
}

extension FileReference {
    var hex: String { digest.map { String(format: "%02x", $0) }.joined() }
}
