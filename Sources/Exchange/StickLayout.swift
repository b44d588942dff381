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
        let parts = name.uppercased().split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1] == fileExtension, (1...8).contains(parts[0].utf8.count) else { return false }
        return parts[0].utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) }
    }
}
