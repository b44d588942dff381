import Clinic
import Forms
import Records

/// Which page is where. A path names kinds, forms and identifiers of records, never what somebody wrote.
extension PageApplication {
    func whileOpen(_ visit: Visit, _ clinic: Clinic) async throws -> Answer {
        let path = visit.path
        switch (visit.method, path.first) {
        case ("GET", nil): return .page(try await TodayPage.make(clinic, visit))
        case ("GET", "unlock"): return .redirect("/")
        case ("POST", "unlock"): return .redirect("/")
        // The page says that somebody is at it; that it was asked is all there is to do.
        case ("POST", "active"): return .done
        case (_, "find") where path.count == 1: return .page(try await FindPage.make(clinic, visit))
        case ("GET", "new") where path.count == 1: return .page(try await NewPage.make(clinic, visit))
        case ("GET", "lists"): return try await list(visit, clinic)
        case (_, "forms") where path.count == 2: return try await FormHandler(visit: visit, clinic: clinic).answer(form: path[1])
        case (_, "drafts") where path.count == 2: return try await FormHandler(visit: visit, clinic: clinic).answer(draft: path[1])
        case (_, "records"): return try await record(visit, clinic)
        case ("GET", "conflicts") where path.count == 1: return .page(try await ConflictsPage.make(clinic, visit))
        case (_, "stick") where path.count == 1: return .page(try await StickPage.answer(clinic, visit))
        case ("GET", "styleguide") where isDevelopment && path.count == 1: return .page(StyleguidePage())
        default: return .notFound
        }
    }

    private func list(_ visit: Visit, _ clinic: Clinic) async throws -> Answer {
        if visit.path.count == 1 { return .page(try await ListsPage.make(clinic, visit)) }
        guard visit.path.count == 2, clinic.catalog[visit.path[1]] != nil else { return .notFound }
        return .page(try await ListPage.make(kind: visit.path[1], clinic, visit))
    }

    private func record(_ visit: Visit, _ clinic: Clinic) async throws -> Answer {
        let path = visit.path
        guard path.count >= 2, let record = RecordID(path[1]) else { return .notFound }
        switch (visit.method, path.count > 2 ? path[2] : nil, path.count) {
        case ("GET", nil, 2):
            await visit.desk.opened(record)
            return .page(try await RecordPage.make(record, clinic, visit))
        case ("GET", "history", 3): return .page(try await HistoryPage.make(record, clinic, visit))
        case (_, "edit", 3): return try await FormHandler(visit: visit, clinic: clinic).answer(record: record)
        case ("POST", "notes", 3): return try await NoteHandler(visit: visit, clinic: clinic).answer(record: record)
        case (_, "conflicts", 4): return try await ConflictHandler(visit: visit, clinic: clinic).answer(record: record, field: path[3])
        default: return .notFound
        }
    }
}
