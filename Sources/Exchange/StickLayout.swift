/// How parcels lie on a stick: one folder, 8.3 names that any file system keeps, nothing that names anyone.
public enum StickLayout {
    public static let folder = "SATCHEL"
    public static let fileExtension = "SPL"
    public static let parcelCountMax = 64
    public static let parcelBytesMax: UInt64 = 1 << 30

    /// A new random name, `XXXXXXXX.SPL`.
    public static func name(random: inout some RandomNumberGenerator) -> String {
        let alphabet = Array("ABCDEFGHJKMNPQRSTVWXYZ0123456789".utf8)
        let characters = (0..<8).map { _ in alphabet[Int.random(in: alphabet.indices, using: &random)] }
        return String(decoding: characters, as: UTF8.self) + "." + fileExtension
    }

    /// Whether a file found in the folder is to be read as a parcel. Anything else is left alone.
    public static func isParcel(name: String) -> Bool {
        let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { $0.map(Self.capital) }
        guard parts.count == 2, parts[1] == Array(fileExtension.utf8), (1...8).contains(parts[0].count) else { return false }
        return parts[0].allSatisfy { (65...90).contains($0) || (48...57).contains($0) }
    }

    /// Of ASCII only: to Unicode, other letters have capitals of this kind too.
    private static func capital(_ byte: UInt8) -> UInt8 { (97...122).contains(byte) ? byte - 32 : byte }
}
