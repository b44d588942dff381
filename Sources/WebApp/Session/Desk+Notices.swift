extension Desk {
    /// To be said on the next page.
    func say(_ notice: PageFrame.Notice) { notices.append(notice) }

    func takeNotices() -> [PageFrame.Notice] {
        defer { notices = [] }
        return notices
    }
}

/// Forms that were saved, so that a second click saves nothing twice.
extension Desk {
    static let savedMax = 256

    func saved(draft: String, as path: String) {
        savedDrafts.append((draft, path))
        if savedDrafts.count > Self.savedMax { savedDrafts.removeFirst() }
    }

    /// Where the record is that a form was saved as.
    func path(ofSaved draft: String) -> String? { savedDrafts.last { $0.draft == draft }?.path }
}
