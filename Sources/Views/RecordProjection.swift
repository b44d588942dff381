public import Records
public import ReplicatedLog

/// What pages, commands and reports read, and what the log is projected into: ``RecordView`` in memory, later perhaps a
/// database server. Records that were not created yet are never returned.
public protocol RecordProjection: AnyObject {
    /// What the content depends on besides the log.
    var schemaFingerprint: [UInt8] { get }

    func apply(_ changes: [Change], in space: SpaceID) throws(ViewError)
    func reset(_ space: SpaceID) throws(ViewError)

    func record(_ id: RecordID) throws(ViewError) -> RecordRow?
    func find(_ text: String, limit: Int) throws(ViewError) -> [RecordRow]
    func list(_ query: RecordQuery) throws(ViewError) -> RecordPage
    func eachRecord(kind: String?, space: SpaceID?, _ body: (RecordRow) throws -> Void) throws
    func movedRecords(of space: SpaceID) throws(ViewError) -> [RecordRow]
    func search(_ text: String, kind: String?, space: SpaceID?, limit: Int) throws(ViewError) -> [SearchHit]
    func records(keyed alternatives: [[[String]]], kinds: [String], limit: Int) throws(ViewError) -> [RecordRow]
    func deadlines(
        until: CalendarDate?, includeDone: Bool, today: CalendarDate?, space: SpaceID?, limit: Int
    ) throws(ViewError) -> [RecordRow]
    func conflicts(space: SpaceID?, limit: Int) throws(ViewError) -> [ConflictRow]
    func conflicts(of record: RecordID) throws(ViewError) -> [ConflictRow]
    func notes(of record: RecordID) throws(ViewError) -> [NoteRow]
    func related(to record: RecordID) throws(ViewError) -> [RelatedRow]
    func setElements(of record: RecordID, field: String) throws(ViewError) -> [Value]
    func personName(_ person: PersonID, in space: SpaceID?) throws(ViewError) -> String?
    func counts() throws(ViewError) -> [KindCount]
}

extension RecordView: RecordProjection {}
