/// The shape of `Samples/vectors/sealing.json`.
struct Vectors: Decodable {
    struct SealedObjects: Decodable {
        struct Case: Decodable {
            let name: String
            let key: String
            let context: String
            let salt: String
            let plaintextByteCount: Int
            let sealedSHA256: String
            let sealed: String?
        }
        let cases: [Case]
    }
    struct WrappedKey: Decodable {
        let objectKey: String
        let spaceKey: String
        let context: String
        let nonce: String
        let wrapped: String
    }
    struct Passphrase: Decodable {
        let typed: String
        let canonical: String
    }
    struct Keyfile: Decodable {
        struct Person: Decodable {
            let person: String
            let passphrase: String
            let slot: Int
        }
        let storeID: String
        let logN: Int
        let generation: UInt64
        let storeKey: String
        let persons: [Person]
        let keyfile: String
    }
    struct KeyRing: Decodable {
        struct Space: Decodable {
            let space: String
            let key: String
            let former: [String]
        }
        let signingSeed: String
        let incarnation: String
        let saltSecret: String
        let recipientSeed: String
        let formerRecipientSeed: String
        let formerRetireAfter: Int64
        let spaces: [Space]
        let encoded: String
        let storeKey: String
        let salt: String
        let sealedSHA256: String
    }
    struct Stanza: Decodable {
        let recipientSeed: String
        let recipientKey: String
        let info: String
        let plaintext: String
        let encapsulated: String
        let ciphertext: String
    }
    struct Frames: Decodable {
        struct Case: Decodable {
            let index: UInt32
            let authenticated: String
            let frame: String
            let sealed: String
        }
        let contentKey: String
        let context: String
        let cases: [Case]
    }
    struct Signature: Decodable {
        let seed: String
        let publicKey: String
        let label: String
        let message: String
        let signature: String
    }
    struct Words: Decodable {
        struct Fingerprint: Decodable {
            let bytes: String
            let words: [String]
        }
        let listSHA256: String
        let fingerprints: [Fingerprint]
    }
    struct Padme: Decodable {
        let size: UInt64
        let padded: UInt64
    }

    let sealedObjects: SealedObjects
    let wrappedKey: WrappedKey
    let passphrases: [Passphrase]
    let keyfile: Keyfile
    let keyRing: KeyRing
    let stanza: Stanza
    let frames: Frames
    let signature: Signature
    let words: Words
    let padme: [Padme]
    let refusedPublicKeys: [String]
}
