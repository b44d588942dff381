import Foundation

/// One line of what was done: something that from then on has to be true, whatever happens to the machine.
struct Promise: Codable {
    enum Deed: String, Codable {
        case opening, founded, saved, attached
        /// A stick is about to be written: what lay on it for the same device may be gone from here on.
        case writing
        case written
        /// All that the device saved before has been read by the other one.
        case delivered
        case closed
        /// A parcel as it was found on the stick.
        case read
        case failed, broken, checked
    }

    var deed: Deed
    var device: String?
    var record: String?
    var field: String?
    /// The words that were saved, or the SHA-256 of what was attached.
    var text: String?
    /// The names of the parcels on the stick, or who was delivered to.
    var to: String?
    /// While doing what.
    var during: Deed?
    var count: Int?

    static func failed(_ during: Deed, _ error: any Error, on device: String? = nil) -> Promise {
        Promise(deed: .failed, device: device, text: String(describing: error), during: during)
    }

    static func broken(_ what: String) -> Promise { Promise(deed: .broken, text: what) }

    static func checked(_ count: Int) -> Promise { Promise(deed: .checked, count: count) }

    /// Handed to the system before this returns.
    func say() {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let line = try? encoder.encode(self) else { return }
        FileHandle.standardOutput.write(line + Data("\n".utf8))
    }

    static func all(in path: String) throws -> [Promise] {
        let lines = try Data(contentsOf: URL(filePath: path)).split(separator: UInt8(ascii: "\n"))
        // The last line may have been cut off by whatever ended the process: then nobody was promised anything.
        return lines.compactMap { try? JSONDecoder().decode(Promise.self, from: $0) }
    }
}
