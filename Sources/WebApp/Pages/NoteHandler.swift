import Clinic
import Records

/// Adds a note to a record, or an addendum to a note.
struct NoteHandler {
    let visit: Visit
    let clinic: Clinic

    func answer(record: RecordID) async throws -> Answer {
        guard let text = visit.form["text"], let field = visit.form["field"] else { return .notFound }
        let about = visit.form["about"].flatMap { $0.isEmpty ? nil : $0 }
        let note = about.flatMap { OperationID($0) }
        guard (about == nil) == (note == nil) else { return .notFound }
        if text.allSatisfy(\.isWhitespace) {
            await visit.desk.say(PageFrame.Notice(tone: .warning, text: visit.words("note_empty")))
        } else {
            _ = try await clinic.note(record, field: field, text: text, about: note)
            await visit.desk.say(PageFrame.Notice(tone: .good, text: visit.words("note_added")))
        }
        return .redirect("/records/\(record)")
    }
}
