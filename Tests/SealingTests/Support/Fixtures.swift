import Crypto
import Records
import Testing
import Trials

@testable import Sealing

/// Keys and persons of the tests. Work factors are the least that is read, since debug builds are slow.
enum Fixture {
    static let weak = ScryptParameters.weakest

    static func key(_ byte: UInt8) -> SymmetricKey { SymmetricKey(data: [UInt8](repeating: byte, count: 32)) }

    static func person(_ byte: UInt8) -> PersonID { PersonID(bytes: [UInt8](repeating: byte, count: 16))! }

    static let storeID = StoreID(bytes: [UInt8](repeating: 0x5A, count: 16))!

    /// A plaintext in which no two chunks are alike.
    static func pattern(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 / 251) } }

    static func keyfile(person: PersonID = person(1), passphrase: String = "first", seed: UInt64 = 1) throws -> Keyfile {
        var random = SeededGenerator(seed: seed)
        return try Keyfile.create(
            storeID: storeID, storeKey: key(7), person: person, passphrase: Passphrase(passphrase), parameters: weak, random: &random)
    }
}

/// The code of the error that `body` throws; `nil` when it throws none. An error of another module is an issue.
func code(_ body: () throws -> Void, sourceLocation: SourceLocation = #_sourceLocation) -> SealingErrorCode? {
    do {
        try body()
    } catch let error as SealingError {
        return error.code
    } catch {
        Issue.record(error, sourceLocation: sourceLocation)
    }
    return nil
}
