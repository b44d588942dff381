import Clinic
import Foundation
import Records

/// Carries work to other laptops and to headquarters on a USB stick.
///
/// It names folders by their place in a list that it made itself, or takes a path that was typed: a path is nothing that a link can bring.
struct StickPage: PageModel {
    static let template = "stick"

    struct Result: Sendable, Hashable {
        let isGood: Bool
        let heading: String
        let lines: [String]
    }

    let sticks: [String]
    let deliveries: [TodayPage.Delivery]
    var result: Result?
    var typed = ""

    var section: Section? { .stick }
    func title(_ words: Words) -> String { words("nav_stick") }

    static func answer(_ clinic: Clinic, _ visit: Visit) async throws -> StickPage {
        let sticks = MountedSticks.folders()
        var result: Result?
        let typed = visit.form["path"] ?? ""
        if visit.method == "POST" {
            let chosen = visit.form["stick"].flatMap { choice in sticks.first { $0 == choice } }
            let path = chosen ?? (typed.hasPrefix("/") ? typed : nil)
            if let path {
                result = try await act(visit.form["action"] ?? "", path, clinic, visit)
            } else {
                result = Result(isGood: false, heading: visit.words("stick_choose"), lines: [])
            }
        }
        let today = try await TodayPage.make(clinic, visit)
        return StickPage(sticks: sticks, deliveries: today.deliveries, result: result, typed: typed)
    }

    private static func act(_ action: String, _ path: String, _ clinic: Clinic, _ visit: Visit) async throws -> Result {
        do {
            if action == "read" { return result(of: try await clinic.readStick(path), visit.words) }
            let report = try await clinic.writeStick(path, to: nil, resend: false)
            let count = report.spaces.reduce(0) { $0 + Int($1.entryCount) }
            return Result(
                isGood: true, heading: visit.words("stick_written"),
                lines: [
                    visit.words("stick_entries", count: count), visit.words("stick_documents", count: report.documentCount),
                    visit.words("stick_for", ["devices": report.recipientCodes.joined(separator: ", ")]), visit.words("stick_safe"),
                ])
        } catch let error as any ExplainedFailure {
            let words = visit.words.text(named: "trouble_\(error.codeText)")
            return Result(isGood: false, heading: words ?? visit.words("stick_failed"), lines: words == nil ? [error.message] : [])
        }
    }

    private static func result(of report: ReadReport, _ words: Words) -> Result {
        let parcels = report.parcels
        var lines = [
            words("stick_came", count: report.entries.values.reduce(0, +)),
            words("stick_documents", count: parcels.reduce(0) { $0 + $1.documentCount }),
        ]
        let from = Set(parcels.flatMap(\.from)).sorted()
        if !from.isEmpty { lines.append(words("stick_from", ["devices": from.joined(separator: ", ")])) }
        if report.newConflictCount > 0 { lines.append(words("stick_conflicts", count: report.newConflictCount)) }
        let refused = parcels.reduce(0) { $0 + $1.refused.values.reduce(0, +) + $1.held.values.reduce(0, +) }
        if refused > 0 { lines.append(words("stick_refused", count: refused)) }
        let foreign = parcels.count { $0.state == .notForThisDevice }
        if foreign > 0 { lines.append(words("stick_foreign", count: foreign)) }
        let damaged = parcels.count { [.damaged, .unreadable].contains($0.state) }
        if damaged > 0 { lines.append(words("stick_damaged", count: damaged)) }
        return Result(isGood: refused + damaged == 0, heading: words("stick_read"), lines: lines)
    }

    func context(_ words: Words) -> [String: Any] {
        let open = deliveries.filter { $0.onlyHere + $0.onStick + $0.onOtherDevice > 0 }
        return [
            "sticks": sticks.enumerated().map { index, path in
                [
                    "path": path, "name": path.split(separator: "/").last.map(String.init) ?? path, "id": "stick-\(index)",
                    "first": index == 0,
                ] as [String: Any]
            },
            "has_sticks": !sticks.isEmpty, "typed": typed,
            "deliveries": open.map {
                [
                    "space": $0.space, "only_here": words("delivery_only_here", count: $0.onlyHere), "is_only_here": $0.onlyHere > 0,
                    "on_stick": words("delivery_on_stick", count: $0.onStick), "is_on_stick": $0.onStick > 0,
                    "elsewhere": words("delivery_elsewhere", count: $0.onOtherDevice), "is_elsewhere": $0.onOtherDevice > 0,
                    "is_delivered": false,
                ] as [String: Any]
            },
            "all_delivered": open.isEmpty,
            "result": result.map { ["good": $0.isGood, "heading": $0.heading, "lines": $0.lines] as [String: Any] as Any } ?? false,
        ]
    }
}

/// Folders in which desktops put sticks.
enum MountedSticks {
    static let foldersMax = 32

    static func folders(under roots: [String] = ["/media", "/run/media"]) -> [String] {
        let files = FileManager.default
        func inside(_ folder: String) -> [String] {
            ((try? files.contentsOfDirectory(atPath: folder)) ?? []).sorted().map { folder + "/" + $0 }
        }
        let mounted = Set(
            (try? String(contentsOfFile: "/proc/self/mounts", encoding: .utf8))?.split(separator: "\n").compactMap { line -> String? in
                let parts = line.split(separator: " ")
                return parts.count > 1 ? String(parts[1]).replacing("\\040", with: " ") : nil
            } ?? [])
        return Array(roots.flatMap { inside($0).flatMap { [$0] + inside($0) } }.filter { mounted.contains($0) }.prefix(foldersMax))
    }
}
