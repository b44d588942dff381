import Records

/// What people wrote, as they would tell it: kept apart from the product, and sharing nothing with how it folds.
///
/// Every value is written once in a run, so that it names its write wherever it turns up.
struct Ledger {
    struct Write {
        let value: String
        let device: String
        let space: SpaceID
        let field: String
        /// The values that the form showed, in whose place this one was put.
        let over: [String]
        /// "Saved" was said.
        var isAcknowledged = false
        /// Why it may be gone without anybody's fault.
        var excuse: String?
    }

    private(set) var writes: [String: Write] = [:]
    private(set) var order: [String] = []

    /// A file that somebody attached, by its name.
    struct Attachment {
        let device: String
        let space: SpaceID
        /// What its document was registered with.
        let title: String
        var isAcknowledged = false
        var excuse: String?
    }

    private(set) var attachments: [String: Attachment] = [:]

    /// - Parameter title: the value that stands in the entry that made the document.
    mutating func attach(_ file: String, to title: String, device: String, space: SpaceID) {
        attachments[file] = Attachment(device: device, space: space, title: title)
    }

    mutating func acknowledge(attachment file: String) { attachments[file]?.isAcknowledged = true }

    mutating func excuse(attachment file: String, _ reason: String) {
        if attachments[file]?.excuse == nil { attachments[file]?.excuse = reason }
    }

    /// Files that must be there, in order.
    func promisedAttachments(in space: SpaceID) -> [String] {
        attachments.filter { $0.value.space == space && $0.value.isAcknowledged && $0.value.excuse == nil }.keys.sorted()
    }

    /// A value that nobody has written yet.
    mutating func newValue(_ device: String, space: SpaceID, field: String, over: [String]) -> String {
        let value = "w\(order.count)"
        order.append(value)
        writes[value] = Write(value: value, device: device, space: space, field: field, over: over)
        return value
    }

    mutating func acknowledge(_ values: [String]) { for value in values { writes[value]?.isAcknowledged = true } }

    mutating func excuse(_ value: String, _ reason: String) { if writes[value]?.excuse == nil { writes[value]?.excuse = reason } }

    /// Values that headquarters erased.
    private(set) var erased: Set<String> = []

    mutating func erase(_ value: String) {
        erased.insert(value)
        excuse(value, "erased")
        // The entry made the document, too: without it there is none that could name a file.
        for (file, attachment) in attachments where attachment.title == value { excuse(attachment: file, "its document was erased") }
    }

    /// What must be there: said to be saved, and not lost by anything that nobody can make good.
    func promised(in space: SpaceID) -> [Write] {
        order.compactMap { writes[$0] }.filter { $0.space == space && $0.isAcknowledged && $0.excuse == nil }
    }

    /// Of the values that are there, those that must stand: nobody who wrote another one that is there had seen them replaced.
    ///
    /// Between a value and one that followed it there may have been a third that is gone with a device that was revoked, say. Whether
    /// the last then still takes the place of the first depends on what it said; so there are also those that may stand.
    ///
    /// - Parameter here: in one caseload, wherever they were written.
    func standing(among here: Set<String>) -> (must: Set<String>, may: Set<String>) {
        var overruled = here.reduce(into: Set<String>()) { $0.formUnion(writes[$1]?.over ?? []) }
        let may = here.subtracting(overruled)
        var open = Array(overruled)
        while let next = open.popLast() {
            for earlier in writes[next]?.over ?? [] where overruled.insert(earlier).inserted { open.append(earlier) }
        }
        return (here.subtracting(overruled), may)
    }
}
