public import Crypto

/// Seals an object piece by piece, holding at most one chunk of it.
///
/// Append what ``update(_:)`` returns to the output, in order, and at the end what ``finish()`` returns. It cannot be
/// copied, since two continuations of one writer would seal two chunks under one nonce.
public struct SealedObjectWriter: ~Copyable, Sendable {
    private let keys: SealedObject.Keys
    private var output: [UInt8]
    private var partial: [UInt8] = []
    private var index: UInt64 = 0

    /// - Parameter random: where the salt comes from.
    public init(key: SymmetricKey, context: [UInt8], random: inout some RandomNumberGenerator) {
        let salt = random.bytes(SealedObject.saltByteCount)
        keys = SealedObject.Keys(objectKey: key, salt: salt, context: context)
        output = salt + keys.commitment.copiedBytes
    }

    /// A writer with a salt from the system's generator.
    public init(key: SymmetricKey, context: [UInt8]) {
        var system = SystemRandomNumberGenerator()
        self.init(key: key, context: context, random: &system)
    }

    /// Takes the next bytes of the plaintext, however many.
    ///
    /// - Returns: The sealed bytes that are complete by now, possibly none; the first call's begin with the header.
    public mutating func update(_ plaintext: some Collection<UInt8>) -> [UInt8] {
        let bytes = Array(plaintext)
        var rest = bytes[...]
        if !partial.isEmpty {
            let missing = SealedObject.chunkByteCount - partial.count
            partial.append(contentsOf: rest.prefix(missing))
            rest = rest.dropFirst(missing)
            if partial.count == SealedObject.chunkByteCount {
                emit(partial[...])
                partial.removeAll(keepingCapacity: true)
            }
        }
        while rest.count >= SealedObject.chunkByteCount {
            emit(rest.prefix(SealedObject.chunkByteCount))
            rest = rest.dropFirst(SealedObject.chunkByteCount)
        }
        partial.append(contentsOf: rest)
        defer { output = [] }
        return output
    }

    /// The last, short chunk; without it the object is truncated.
    public consuming func finish() -> [UInt8] {
        emit(partial[...])
        wipe(&partial)
        return output
    }

    private mutating func emit(_ chunk: ArraySlice<UInt8>) {
        precondition(index < SealedObject.chunkCountMax, "An object has at most \(SealedObject.chunkCountMax) chunks.")
        output.append(contentsOf: AEAD.seal(chunk, key: keys.key, nonce: keys.baseNonce.combined(with: index)))
        index += 1
    }
}
