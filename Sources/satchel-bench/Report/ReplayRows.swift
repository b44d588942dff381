import Clinic
import Foundation
import Records

/// A line of the table.
struct ReplayRow {
    /// Stays the same, whatever the workload.
    let name: String
    let value: Double
    let unit: String
    var target: Double?
}

extension ReplayFigures {
    /// What each transfer and stage is to cost. Those of size S hold for a workload of its size only.
    private enum Target {
        static let initial = 1_900_000.0
        static let increment = 28_000.0
        static let segment = ["en": 540.0, "fr": 590, "ar": 700, "uk": 700]
        static let parcel = ["en": 700.0, "fr": 750, "ar": 860, "uk": 860]
        static let merge = 1.0
        static let openSmall = 0.15
        static let openLarge = 3.0
        static let saveRatio = 1.3
    }

    private var isSmall: Bool { meta["devices"]?.integerValue == 3 && meta["cases"]?.integerValue == 1000 }
    private var isLarge: Bool { meta["cases"]?.integerValue ?? 0 >= 100_000 }

    var rows: [ReplayRow] {
        var rows = [
            ReplayRow(name: "events", value: Double(eventCount), unit: ""),
            ReplayRow(
                name: "everything to headquarters", value: Double(initial.counted), unit: "B", target: isSmall ? Target.initial : nil),
            ReplayRow(
                name: "daily increment", value: Double(increment.byConnection.counted), unit: "B",
                target: isSmall ? Target.increment : nil),
            ReplayRow(name: "nothing changed, one laptop", value: Double(nothing.byConnection.counted), unit: "B"),
        ]
        for (language, weight) in tiny.mapValues(\.byConnection).sorted(by: { $0.key < $1.key }) {
            rows.append(
                ReplayRow(name: "tiny \(language), segment", value: Double(weight.segments), unit: "B", target: Target.segment[language]))
            rows.append(
                ReplayRow(name: "tiny \(language), parcel", value: Double(weight.counted), unit: "B", target: Target.parcel[language]))
        }
        rows += [
            ReplayRow(name: "stanzas of one parcel, apart", value: Double(nothing.byConnection.stanzas), unit: "B"),
            ReplayRow(name: "padding of everything, apart", value: Double(initial.padding), unit: "B"),
            ReplayRow(name: "stored", value: Double(storedByteCount) / 1e6, unit: "MB"),
            ReplayRow(name: "merge at headquarters", value: mergeSeconds, unit: "s", target: isSmall ? Target.merge : nil),
            ReplayRow(name: "merge, of the processor", value: mergeProcessorSeconds, unit: "s"),
            ReplayRow(name: "import", value: importOperationsPerSecond, unit: "ops/s"),
            ReplayRow(name: "import, entries", value: importEntriesPerSecond, unit: "entries/s"),
            ReplayRow(name: "fold alone", value: stages?.fold ?? 0, unit: "ops/s"),
            ReplayRow(name: "encode alone", value: stages?.encode ?? 0, unit: "ops/s"),
            ReplayRow(name: "decode alone", value: stages?.decode ?? 0, unit: "ops/s"),
            ReplayRow(name: "verify alone", value: stages?.verify ?? 0, unit: "ops/s"),
            ReplayRow(name: "save p50", value: saves.p50, unit: "ms"),
            ReplayRow(name: "save p95", value: saves.p95, unit: "ms"),
            ReplayRow(name: "save p99", value: saves.p99, unit: "ms"),
            ReplayRow(name: "shown after a save p50", value: showings.p50, unit: "ms"),
            ReplayRow(name: "shown after a save p99", value: showings.p99, unit: "ms"),
            ReplayRow(name: "bare SQLite commit p50", value: bareCommits.p50, unit: "ms"),
            ReplayRow(name: "bare SQLite commit p95", value: bareCommits.p95, unit: "ms"),
            ReplayRow(name: "bare SQLite commit p99", value: bareCommits.p99, unit: "ms"),
            ReplayRow(name: "save over bare commit, p50", value: saveRatio, unit: "×", target: Target.saveRatio),
        ]
        for piece in SavePieces.Piece.allCases {
            rows.append(ReplayRow(name: "of a save by itself, \(piece.rawValue)", value: savePieces?.milliseconds(piece) ?? 0, unit: "ms"))
        }
        rows += [
            ReplayRow(
                name: "open, without scrypt", value: openSeconds, unit: "s",
                target: isSmall ? Target.openSmall : isLarge ? Target.openLarge : nil),
            ReplayRow(name: "open, rebuilt from the log", value: rebuildSeconds, unit: "s"),
            ReplayRow(name: "search p50", value: search.p50, unit: "ms"),
            ReplayRow(name: "search p99", value: search.p99, unit: "ms"),
            ReplayRow(name: "peak memory of the merge", value: memoryMegabytes, unit: "MB"),
        ]
        return rows
    }

    /// One workload a column; of several, how each figure grew; of one, the ratio to its target.
    static func table(_ runs: [ReplayFigures]) -> String {
        guard let first = runs.first else { return "" }
        var lines = [[""] + runs.map { URL(filePath: $0.path).lastPathComponent } + (runs.count > 1 ? ["growth"] : ["target", "ratio"])]
        for row in first.rows {
            let values = runs.map { run in run.rows.first { $0.name == row.name }?.value }
            var line = ["\(row.name)\(row.unit.isEmpty ? "" : ", " + row.unit)"] + values.map { $0.map(number) ?? "–" }
            if runs.count > 1 {
                line.append(
                    zip(values, values.dropFirst()).map { smaller, larger in
                        guard let smaller, let larger, smaller > 0 else { return "–" }
                        return String(format: "× %.2f", larger / smaller)
                    }.joined(separator: "  "))
            } else {
                line += [row.target.map(number) ?? "", row.target.map { String(format: "%.2f", row.value / $0) } ?? ""]
            }
            lines.append(line)
        }
        let checks = runs.map { run in
            run.differences.isEmpty
                ? "check: ok (\(run.recordCount) records, \(run.conflictCount) conflicts)"
                : "check: failed, \(run.differences.count) differ, such as \(run.differences.prefix(3).joined(separator: ", "))"
        }
        return TextTable.aligned(lines) + "\n" + weights(runs) + "\n" + checks.joined(separator: "\n")
    }

    private static func weights(_ runs: [ReplayFigures]) -> String {
        var lines = [
            ["bytes", "segments", "statements", "roster", "framing", "header", "end", "stanzas", "padding", "parts"]
        ]
        for run in runs {
            for (name, weight) in run.transfers {
                let values = [
                    weight.segments, weight.statements, weight.roster, weight.framing, weight.header, weight.end, weight.stanzas,
                    weight.padding,
                ]
                lines.append([name] + values.map(String.init) + ["\(weight.segmentCount) segments, \(weight.statementCount) statements"])
            }
        }
        return TextTable.aligned(lines)
    }

    static func number(_ value: Double) -> String {
        value >= 1000 || value == value.rounded() ? String(format: "%.0f", value) : String(format: "%.3f", value)
    }
}

enum TextTable {
    /// The first column to the left, the others to the right.
    static func aligned(_ lines: [[String]]) -> String {
        let columnCount = lines.map(\.count).max() ?? 0
        let widths = (0..<columnCount).map { column in lines.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return lines.map { line in
            line.enumerated().map { column, text in
                let space = String(repeating: " ", count: widths[column] - text.count)
                return column == 0 ? text + space : "  " + space + text
            }.joined()
        }.joined(separator: "\n") + "\n"
    }
}
