import Crypto
import Foundation
import Records
import Testing

@testable import Sealing

/// `Samples/vectors/sealing.json` was computed by an implementation that shares no code with this one.
@Suite struct VectorTests {
    private let vectors: Vectors

    init() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Samples/vectors/sealing.json")
        vectors = try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: file))
    }

    @Test func `objects are sealed to the published bytes`() throws {
        #expect(vectors.sealedObjects.cases.count == 6)
        for vector in vectors.sealedObjects.cases {
            var random = ScriptedGenerator([UInt8](hex: vector.salt))
            let plaintext = Fixture.pattern(vector.plaintextByteCount)
            let sealed = SealedObject.seal(plaintext, key: vector.key.key, context: [UInt8](hex: vector.context), random: &random)
            #expect(Array(SHA256.hash(data: sealed)).hex == vector.sealedSHA256, "\(vector.name)")
            if let published = vector.sealed { #expect(sealed.hex == published, "\(vector.name)") }
            #expect(try SealedObject.open(sealed, key: vector.key.key, context: [UInt8](hex: vector.context)) == plaintext)
        }
    }

    @Test func `a key is wrapped to the published bytes`() throws {
        let vector = vectors.wrappedKey
        var random = ScriptedGenerator([UInt8](hex: vector.nonce))
        let wrapped = WrappedKey.wrap(
            vector.objectKey.key, under: vector.spaceKey.key, context: [UInt8](hex: vector.context), random: &random)
        #expect(wrapped.hex == vector.wrapped)
    }

    @Test func `passphrases take the published form`() throws {
        for vector in vectors.passphrases { #expect(Array(Passphrase.canonical(vector.typed).utf8).hex == vector.canonical) }
    }

    @Test func `the published keyfile unlocks for each of its persons`() throws {
        let vector = vectors.keyfile
        let keyfile = try Keyfile(decoding: [UInt8](hex: vector.keyfile))
        #expect(keyfile.encoded.hex == vector.keyfile)
        #expect(keyfile.generation == vector.generation)
        #expect(keyfile.storeID.bytes.hex == vector.storeID)
        #expect(keyfile.parameters.logN == vector.logN)
        for person in vector.persons {
            let unlocked = try keyfile.unlock(Passphrase(person.passphrase))
            #expect(unlocked.storeKey == vector.storeKey.key)
            #expect(unlocked.person.bytes.hex == person.person)
            #expect(unlocked.slotIndex == person.slot)
        }
    }

    @Test func `the published key ring is read and sealed to the published bytes`() throws {
        let vector = vectors.keyRing
        let ring = try KeyRing(decoding: [UInt8](hex: vector.encoded))
        #expect(ring.encoded.hex == vector.encoded)
        #expect(ring.signingKey.seed == vector.signingSeed.key)
        #expect(ring.incarnation.hex == vector.incarnation)
        #expect(ring.saltSecret == vector.saltSecret.key)
        #expect(ring.recipientKeys.map(\.seed) == [vector.recipientSeed.key, vector.formerRecipientSeed.key])
        #expect(ring.formerRecipientKeys.map(\.retireAfter) == [vector.formerRetireAfter])
        #expect(ring.spaceIDs.map(\.bytes.hex) == vector.spaces.map(\.space))
        for space in vector.spaces {
            let keys = try #require(ring.spaces[SpaceID(bytes: [UInt8](hex: space.space))!])
            #expect(keys.current == space.key.key)
            #expect(keys.former == space.former.map(\.key))
        }
        var random = ScriptedGenerator([UInt8](hex: vector.salt))
        let sealed = ring.sealed(storeKey: vector.storeKey.key, random: &random)
        #expect(Array(SHA256.hash(data: sealed)).hex == vector.sealedSHA256)
    }

    @Test func `the published stanza opens`() throws {
        let vector = vectors.stanza
        let key = try RecipientPrivateKey(seed: vector.recipientSeed.key)
        #expect(key.publicKey.bytes.hex == vector.recipientKey)
        let stanza = HPKEStanza(encapsulated: [UInt8](hex: vector.encapsulated), ciphertext: [UInt8](hex: vector.ciphertext))
        #expect(try stanza.open(with: key, info: [UInt8](hex: vector.info)).hex == vector.plaintext)
    }

    @Test func `frames are sealed to the published bytes`() {
        let sealer = FrameSealer(contentKey: vectors.frames.contentKey.key, context: [UInt8](hex: vectors.frames.context))
        for vector in vectors.frames.cases {
            let sealed = sealer.seal([UInt8](hex: vector.frame), index: vector.index, authenticating: [UInt8](hex: vector.authenticated))
            #expect(sealed.hex == vector.sealed)
        }
    }

    @Test func `the published signature is made and verified`() throws {
        let vector = vectors.signature
        let key = try SigningKey(seed: vector.seed.key)
        #expect(key.publicKey.hex == vector.publicKey)
        #expect(key.sign(label: vector.label, message: [UInt8](hex: vector.message)).hex == vector.signature)
    }

    @Test func `the list of words and fingerprints are the published ones`() {
        #expect(Array(SHA256.hash(data: Array(Words.list.joined(separator: "\n").utf8))).hex == vectors.words.listSHA256)
        for vector in vectors.words.fingerprints { #expect(Words.fingerprint(of: [UInt8](hex: vector.bytes)) == vector.words) }
    }

    @Test func `sizes are padded as published`() {
        for vector in vectors.padme { #expect(Padme.paddedSize(vector.size) == vector.padded) }
    }

    @Test func `every spelling of every small-order point is refused`() {
        #expect(vectors.refusedPublicKeys.count == 14)
        for key in vectors.refusedPublicKeys { #expect(!SigningKey.isAcceptablePublicKey([UInt8](hex: key)), "\(key)") }
    }
}

extension String {
    fileprivate var key: SymmetricKey { SymmetricKey(data: [UInt8](hex: self)) }
}
