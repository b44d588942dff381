import Clinic
import Records

/// Shows a conflict and writes what a person decides, over exactly the values that the page had shown.
struct ConflictHandler {
    let visit: Visit
    let clinic: Clinic

    func answer(record: RecordID, field: String) async throws -> Answer {
        guard visit.method == "POST" else {
            do {
                return .page(try await page(try await clinic.conflict(record, field: field)))
            } catch let error as ClinicError where error.code == .noConflict {
                return .redirect("/records/\(record)")
            }
        }
        guard let seen = visit.form["seen"], let choice = visit.form["choice"] else { return .redirect("/conflicts") }
        let conflict = try await clinic.conflict(token: seen, of: record, field: field)
        let settlement: Settlement
        if choice == "other" {
            let typed = visit.form["other"] ?? ""
            guard !typed.allSatisfy(\.isWhitespace) else {
                return .page(try await page(conflict, other: typed, problem: visit.words("conflict_other_empty")), status: 422)
            }
            do {
                settlement = .value(try clinic.catalog.json(fromText: typed, field: field, kind: conflict.kind))
            } catch {
                return .page(try await page(conflict, other: typed, problem: problem(error)), status: 422)
            }
        } else {
            guard let index = Int(choice), conflict.candidates.indices.contains(index) else { return .redirect("/conflicts") }
            settlement = .candidate(index)
        }
        let saved: Saved
        do {
            saved = try await clinic.settle(conflict, settlement)
        } catch let error as ValidationFailure {
            return .page(try await page(conflict, other: visit.form["other"] ?? "", problem: problem(error)), status: 422)
        }
        if saved.conflictedFields.contains(field) {
            await visit.desk.say(PageFrame.Notice(tone: .warning, text: visit.words("conflict_still")))
            return .redirect("/records/\(record)/conflicts/\(field)")
        }
        await visit.desk.say(PageFrame.Notice(tone: .good, text: visit.words("conflict_settled"), link: "/records/\(record)"))
        let next = try await clinic.conflicts(space: nil, limit: 1).first
        return .redirect(next.map { "/records/\($0.record)/conflicts/\($0.field)" } ?? "/conflicts")
    }

    private func problem(_ failure: ValidationFailure) -> String {
        guard let problem = failure.problems.first else { return "" }
        return visit.words.text(named: "problem_\(problem.code.rawValue)") ?? problem.message
    }

    private func page(_ conflict: ConflictDetail, other: String = "", problem: String? = nil) async throws -> ConflictPage {
        let all = try await clinic.conflicts(space: nil)
        var values = visit.values(clinic)
        for candidate in conflict.candidates {
            for value in [candidate.value, candidate.before].compactMap({ $0 }) {
                values.titles.merge(try await clinic.titles(in: [conflict.field: value], kind: conflict.kind)) { $1 }
            }
        }
        let field = clinic.catalog[conflict.kind]?[conflict.field]
        let place = all.firstIndex { $0.record == conflict.record && $0.field == conflict.field }
        let next = place.flatMap { all.count > 1 ? all[($0 + 1) % all.count] : nil }
        return ConflictPage(
            record: conflict.record, field: conflict.field, fieldLabel: values.label(conflict.field, of: conflict.kind),
            kind: values.kind(conflict.kind), heading: conflict.title.isEmpty ? visit.words("untitled") : conflict.title,
            sides: conflict.candidates.enumerated().map { index, candidate in
                let value = values.text(candidate.value, field: field)
                return ConflictPage.Side(
                    number: index + 1, value: value.isEmpty ? visit.words("nothing") : value, author: values.author(candidate.author),
                    before: candidate.before.map { values.text($0, field: field) })
            },
            seen: conflict.token, restCount: max(0, all.count - 1),
            skip: next.map { "/records/\($0.record)/conflicts/\($0.field)" }, other: other, problem: problem)
    }
}
