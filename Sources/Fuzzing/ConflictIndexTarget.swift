import Crypto
import Exchange
import Records
import Sealing

/// Conflict indexes, and the body behind their seals and signature.
struct ConflictIndexTarget: FuzzTarget {
    let seeds: [[UInt8]]
    private let key: RecipientPrivateKey
    private let signer: SigningKey
    private static let label = "satchel/v1/conflict-index"

    init(_ vectors: FuzzVectors) throws {
        let vector = try vectors.json("parcel.json")
        guard let seed = vector["recipients"]?.arrayValue?.first?["seed"],
            let organisation = SpaceID(bytes: [UInt8](repeating: 7, count: 16))
        else { throw FuzzFinding("parcel.json names no recipient") }
        key = try RecipientPrivateKey(seed: SymmetricKey(data: try FuzzVectors.bytes(seed)))
        var random = SystemRandomNumberGenerator()
        let signer = try SigningKey(seed: SymmetricKey(data: [UInt8](repeating: 7, count: 32)))
        self.signer = signer
        let index = try ConflictIndex(
            organisation: organisation, issued: 1_772_323_200, expires: 1_772_323_200 + 60 * 86_400, tables: 1, falsePositives: 0.05,
            entries: [(.client, "name:omar|sound:hll"), (.opponent, "name:mariam|sound:hdd")], random: &random)
        let key = key
        seeds = [try ConflictIndexFile.seal(index, to: [key.publicKey], random: &random) { signer.sign(label: $0, message: $1) }]
    }

    func inner(_ input: [UInt8]) -> [UInt8]? {
        (try? ConflictIndexFile.open(input, with: [key], registrar: signer.publicKey))?.body
    }

    /// One stanza and one sealed object, signed as headquarters does it.
    func wrapped(_ inner: [UInt8]) -> [UInt8]? {
        var random = SystemRandomNumberGenerator()
        let content = SymmetricKey(size: .bits256)
        let info = Array(Self.label.utf8) + [0]
        guard let stanza = try? HPKEStanza.seal(content.withUnsafeBytes { Array($0) }, to: key.publicKey, info: info) else { return nil }
        let signed = inner + signer.sign(label: Self.label, message: inner)
        return ConflictIndexFile.magic + [0] + stanza.encapsulated + stanza.ciphertext
            + SealedObject.seal(signed, key: content, context: info, random: &random)
    }

    func run(_ input: [UInt8]) throws(FuzzFinding) -> FuzzOutcome {
        let index: ConflictIndex
        do throws(ExchangeError) { index = try ConflictIndexFile.open(input, with: [key], registrar: signer.publicKey) } catch {
            return .refused(error.code.rawValue)
        }
        guard let again = try? ConflictIndex(body: index.body), again.body == index.body else {
            throw FuzzFinding("accepted, and reads otherwise once it is written")
        }
        for side in ConflictIndex.Side.allCases { _ = index.mayContain("name:omar|sound:hll", on: side) }
        _ = index.isExpired(at: .max)
        return .accepted(reached: "asked")
    }
}
