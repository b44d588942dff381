public import Images
public import Records
import Vault
import Views

extension Clinic {
    /// A small picture of an attached image, decoded in a child process. It is made anew each time and lies nowhere in clear.
    ///
    /// - Parameter field: may be left out when the kind has one field for files.
    /// - Throws: `.noDocument`, `VaultError` `.missing` and `.damaged`, and every `ImagesErrorCode`.
    public nonisolated func thumbnail(of record: RecordID, field: String?, maker: ThumbnailMaker = ThumbnailMaker()) async throws
        -> Thumbnail
    {
        try maker.thumbnail(of: try await image(of: record, field: field))
    }

    private func image(of record: RecordID, field: String?) throws -> [UInt8] {
        let row = try existing(record)
        guard let reference = references(in: row, field: try fileField(field, of: row.kind)).last else {
            throw ClinicError(.noDocument, "No file is attached to this record.", hint: "Attach one with `satchel document attach`.")
        }
        // One byte more than is looked at, so that the maker refuses what is longer.
        let count = min(reference.size, UInt64(ImageLimits.fileBytesMax) + 1)
        return try vault.documents.reader(reference.digest, in: row.space).read(at: 0, count: Int(count))
    }
}
