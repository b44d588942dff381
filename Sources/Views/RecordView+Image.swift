import GRDB
import GRDBSQLite
public import Records

/// The image of a view: the pages of its database, to be sealed and opened again.
extension RecordView {
    /// The image, as one copy of the database.
    public func image() throws(ViewError) -> [UInt8] {
        let image = try liveImage()
        return try image.read(0, image.byteCount)
    }

    /// The image, to be read piece by piece out of the living pages while nothing is applied.
    public func liveImage() throws(ViewError) -> LiveImage {
        LiveImage(view: self, generation: generation, byteCount: try withPages(\.count))
    }

    /// - Parameter body: gets the living pages, which are valid until the database is written to.
    func withPages<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) throws(ViewError) -> Result {
        do {
            return try queue.writeWithoutTransaction { database in
                var count: Int64 = 0
                guard let connection = database.sqliteConnection,
                    let start = sqlite3_serialize(connection, "main", &count, UInt32(SQLITE_SERIALIZE_NOCOPY))
                else { throw ViewError(.failed, "The view is not in memory as it should be.", hint: ViewError.rebuildHint) }
                return try body(UnsafeRawBufferPointer(start: start, count: Int(count)))
            }
        } catch {
            throw Self.explained(error)
        }
    }
}

/// The image of a view that is still in use. It belongs to the actor of its view.
public struct LiveImage {
    let view: RecordView
    let generation: UInt64
    public let byteCount: Int

    /// A copy of `count` bytes from `offset`; so a caller that asks for little at a time never holds two images.
    ///
    /// - Precondition: the range lies within ``byteCount``.
    /// - Throws: ``ViewErrorCode/outOfStep`` when the view was changed since: then write the image again.
    public func read(_ offset: Int, _ count: Int) throws(ViewError) -> [UInt8] {
        guard generation == view.generation else {
            throw ViewError(.outOfStep, "The view was changed while its image was read.", hint: "Write the image again.")
        }
        return try view.withPages { Array($0[offset..<offset + count]) }
    }
}
