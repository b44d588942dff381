import Crypto
public import Records
public import Sealing

/// A ``ConflictIndex`` as it is carried: signed by the registrar and sealed to the devices that it was granted to.
public enum ConflictIndexFile {
    public static let magic = Array("SCONFLX1".utf8)
    static let label = "satchel/v1/conflict-index"
    static let stanzaByteCount = HPKEStanza.encapsulatedByteCount + 32 + HPKEStanza.tagByteCount
    public static let recipientsMax = 256
    public static let byteCountMax =
        9 + recipientsMax * stanzaByteCount + Int(SealedObject.sealedSize(of: UInt64(ConflictIndex.bodyByteCountMax + Signature.byteCount)))

    private static var info: [UInt8] { Array(label.utf8) + [0] }

    /// - Parameters:
    ///   - recipients: 1 to ``recipientsMax``; decoys hide how many they are, and their order tells nothing.
    ///   - sign: the registrar's signature under a label.
    public static func seal(
        _ index: ConflictIndex, to recipients: [RecipientKey], random: inout some RandomNumberGenerator,
        sign: (_ label: String, _ message: [UInt8]) -> [UInt8]
    ) throws -> [UInt8] {
        guard !recipients.isEmpty else { throw ExchangeError(.noRecipient, "Nobody was named to give the index to.") }
        guard recipients.count <= recipientsMax else {
            throw ExchangeError(.tooLarge, "The index is for more than \(recipientsMax) devices.")
        }
        let content = SymmetricKey.random(using: &random)
        let contentBytes = content.withUnsafeBytes { Array($0) }
        var stanzas = [HPKEStanza]()
        for recipient in recipients { stanzas.append(try HPKEStanza.seal(contentBytes, to: recipient, info: info)) }
        var power = 0
        while 1 << power < recipients.count { power += 1 }
        while stanzas.count < 1 << power {
            stanzas.append(
                try HPKEStanza.seal(
                    contentBytes.map { _ in UInt8.random(in: 0...255, using: &random) }, to: RecipientPrivateKey().publicKey, info: info))
        }
        stanzas.shuffle(using: &random)
        var file = magic + [UInt8(power)]
        for stanza in stanzas { file += stanza.encapsulated + stanza.ciphertext }
        let body = index.body
        return file + SealedObject.seal(body + sign(label, body), key: content, context: info, random: &random)
    }

    /// - Parameters:
    ///   - keys: the device's keys, the newest first.
    ///   - registrar: whose signature counts.
    /// - Throws: `.notAParcel`, `.notForThisDevice`, `.malformed`, `.tooLarge`.
    public static func open(_ file: [UInt8], with keys: [RecipientPrivateKey], registrar: [UInt8]) throws(ExchangeError) -> ConflictIndex {
        guard file.count > 9, Array(file[0..<8]) == magic, file[8] <= 8 else {
            throw ExchangeError(
                .notAParcel, "This is no conflict index.", hint: "Take the file that `satchel conflict-index publish` wrote.")
        }
        guard file.count <= byteCountMax else { throw ExchangeError(.tooLarge, "The conflict index is larger than any that is written.") }
        let count = 1 << Int(file[8])
        let start = 9 + count * stanzaByteCount
        guard file.count > start else { throw ConflictIndex.malformed("it is cut short") }
        for place in 0..<count {
            let bytes = file[(9 + place * stanzaByteCount)..<(9 + (place + 1) * stanzaByteCount)]
            let stanza = HPKEStanza(
                encapsulated: Array(bytes.prefix(HPKEStanza.encapsulatedByteCount)),
                ciphertext: Array(bytes.dropFirst(HPKEStanza.encapsulatedByteCount)))
            for key in keys {
                guard let content = try? stanza.open(with: key, info: info), content.count == 32 else { continue }
                return try opened(Array(file[start...]), SymmetricKey(data: content), registrar)
            }
        }
        throw ExchangeError(
            .notForThisDevice, "The conflict index was not made for this device.",
            hint: "Headquarters grants it: `satchel conflict-index publish --for CODE`.")
    }

    private static func opened(_ sealed: [UInt8], _ key: SymmetricKey, _ registrar: [UInt8]) throws(ExchangeError) -> ConflictIndex {
        guard let plain = try? SealedObject.open(sealed, key: key, context: info), plain.count > Signature.byteCount else {
            throw ConflictIndex.malformed("it is damaged")
        }
        let body = Array(plain.dropLast(Signature.byteCount))
        guard Signature.verify(Array(plain.suffix(Signature.byteCount)), label: label, message: body, publicKey: registrar) else {
            throw ConflictIndex.malformed("the registrar did not sign it")
        }
        return try ConflictIndex(body: body)
    }
}
