import Clinic
import Records

/// Finds the record that people mean.
enum RecordFinder {
    /// By case number, identifier or its beginning, or whole title; see ``Clinic/find(named:kind:)``.
    static func find(_ text: String, kind: String?, in clinic: Clinic) async throws -> RecordID {
        try await clinic.find(named: text, kind: kind)
    }
}
