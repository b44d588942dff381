import Records

/// One pass over all event files: what forms they need, where the last hundredth begins, and what every record ends as.
struct Survey {
    let forms: Forms
    let eventCount: Int
    let byteCount: Int
    let saveCount: Int
    /// Saves from this time on, in milliseconds since 1970, are the daily increment.
    let incrementStart: Int64
    /// Which device created each record.
    let owners: [String: String]
    let reference: LastWriter
    /// Beginnings of words as the records have them, some 200 of different records.
    let words: [String]

    static let wordCount = 200

    /// - Parameter progress: told the number of events read.
    init(_ folder: EventFolder, progress: (Int) -> Void = { _ in }) throws {
        var study = Study()
        var reference = LastWriter(concurrent: folder.concurrent)
        var times = [Int64]()
        var byteCount = 0
        var saveCount = 0
        for device in folder.devices {
            var saves = try SaveReader(path: device.path)
            while let save = try saves.next() {
                guard save.device == device.name else {
                    throw EventFault("\(device.path), line \(save.line): the device is not the one of the file's name")
                }
                saveCount += 1
                byteCount += save.byteCount
                for event in save.events {
                    study.take(event)
                    reference.take(event)
                    times.append(event.milliseconds)
                    if times.count % 20_000 == 0 { progress(times.count) }
                }
            }
        }
        times.sort()
        incrementStart = times[times.count - max(1, times.count / 100)]
        eventCount = times.count
        self.byteCount = byteCount
        self.saveCount = saveCount
        // The forms know what the tiny exchanges will fill in; the words and counts are of the devices' files alone.
        words = study.words
        for (_, path) in folder.tiny {
            var saves = try SaveReader(path: path)
            while let save = try saves.next() { save.events.forEach { study.take($0) } }
        }
        forms = try study.forms()
        owners = study.owners
        self.reference = reference
    }

    private struct Study {
        private(set) var owners: [String: String] = [:]
        private var fields: [String: [String: FieldStudy]] = [:]
        private var candidates: [String] = []
        private var stride = 1
        private var textCount = 0

        mutating func take(_ event: ReferenceEvent) {
            let kind = Forms.kind(event.kind)
            func isKnown(_ text: String) -> Bool { owners[text] != nil }
            switch event.edit {
            case .create(let values):
                for (name, value) in values {
                    fields[kind, default: [:]][Forms.field(name), default: FieldStudy()].value(value, isKnownRecord: isKnown)
                    if let text = value.textValue { sample(text) }
                }
                owners[event.record] = event.device
            case .set(let field, let value):
                fields[kind, default: [:]][Forms.field(field), default: FieldStudy()].value(value, isKnownRecord: isKnown)
            case .add(let field, let value), .remove(let field, let value):
                fields[kind, default: [:]][Forms.field(field), default: FieldStudy()].value(value, inSet: true, isKnownRecord: isKnown)
            case .note(let field, let text):
                fields[kind, default: [:]][Forms.field(field), default: FieldStudy()].note(text)
                sample(text)
            }
        }

        /// Every so many texts one word, from all of the files whatever their size.
        private mutating func sample(_ text: String) {
            textCount += 1
            guard textCount % stride == 0 else { return }
            let words = text.split { !$0.isLetter }.filter { $0.count >= 4 }
            guard !words.isEmpty else { return }
            candidates.append(String(words[textCount / stride % words.count].prefix(6)))
            if candidates.count >= 4 * Survey.wordCount {
                candidates = candidates.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
                stride *= 2
            }
        }

        var words: [String] {
            var seen = Set<String>()
            let different = candidates.filter { seen.insert($0).inserted }
            let step = max(1, different.count / Survey.wordCount)
            return different.enumerated().filter { $0.offset % step == 0 }.prefix(Survey.wordCount).map(\.element)
        }

        func forms() throws(EventFault) -> Forms {
            var kinds = [String: [String: Forms.Field]]()
            for (kind, fields) in fields {
                for (name, study) in fields {
                    let type = try study.type(named: name) { owners[$0] != nil }
                    let room = study.hasLineEnds ? 400 : 200
                    kinds[kind, default: [:]][name] = Forms.Field(
                        type: type, codes: type.element == .code ? study.codes ?? [] : [],
                        textMax: min(Field.textMaxMax, max(room, study.longest * 2)))
                }
            }
            return Forms(kinds: kinds)
        }
    }
}
