public import Crypto

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Lends the bytes of `key` to `body` and wipes the copy afterwards.
///
/// `SymmetricKey` wipes itself; an array does not. A body that keeps or returns the array keeps a copy that is not wiped.
public func withSecretBytes<Result>(of key: SymmetricKey, _ body: ([UInt8]) throws -> Result) rethrows -> Result {
    var copy = key.withUnsafeBytes { Array($0) }
    defer { wipe(&copy) }
    return try body(copy)
}

/// Overwrites `bytes` with zeros in a way that the compiler does not remove, then empties it.
///
/// Only the storage of this array is reached: copies made earlier keep what they hold.
public func wipe(_ bytes: inout [UInt8]) {
    bytes.withUnsafeMutableBytes { buffer in
        if let start = buffer.baseAddress { explicit_bzero(start, buffer.count) }
    }
    bytes.removeAll()
}
