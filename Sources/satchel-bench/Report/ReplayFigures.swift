import Clinic
import Foundation
import Records

/// What replaying one workload came to.
struct ReplayFigures {
    let meta: [String: JSONValue]
    let path: String
    let deviceCount: Int
    let eventCount: Int
    let eventByteCount: Int
    let recordCount: Int
    let saveCount: Int
    /// By stick.
    var initial = ParcelWeight()
    var increment = Transfer()
    /// Of one laptop.
    var nothing = Transfer()
    var tiny: [String: Transfer] = [:]
    /// Headquarters that has everything, by file of its store.
    var stored: [String: Int] = [:]
    var merges: [HeadquartersResult] = []
    var openings: [HeadquartersResult] = []
    var rebuilding = HeadquartersResult()
    private(set) var saves = Latencies.Summary()
    private(set) var showings = Latencies.Summary()
    private(set) var bareCommits = Latencies.Summary()
    private(set) var savesPerSecond = 0.0
    /// Medians by piece, of what no save can do without, measured when all was saved.
    var savePieces: SavePieces?
    var search = Latencies.Summary()
    var hitCount = 0
    var conflictCount = 0
    /// Fields whose value is not what the last writer wrote; empty when all is well.
    var differences: [String] = []

    init(folder: EventFolder, survey: Survey) {
        meta = folder.meta
        path = folder.path
        deviceCount = folder.devices.count
        eventCount = survey.eventCount
        eventByteCount = survey.byteCount
        recordCount = survey.reference.records.count
        saveCount = survey.saveCount
    }

    mutating func take(_ run: ReplayRun) {
        saves = run.saves.summary
        showings = run.showings.summary
        bareCommits = run.bareCommits.summary
        savesPerSecond = Double(saves.count) / run.savingSeconds
    }

    var mergeSeconds: Double { median(merges.map { $0.readSeconds + $0.listSeconds }) }
    var mergeProcessorSeconds: Double { median(merges.map(\.processorSeconds)) }
    var openSeconds: Double { median(openings.map { $0.openSeconds + $0.listSeconds }) }
    var rebuildSeconds: Double { rebuilding.openSeconds + rebuilding.listSeconds }
    var storedByteCount: Int { stored.values.reduce(0, +) }
    var memoryMegabytes: Double { Double(merges.map(\.peakBytes).max() ?? 0) / 1e6 }
    var importOperationsPerSecond: Double { Double(merges.first?.operationCount ?? 0) / mergeSeconds }
    var importEntriesPerSecond: Double { Double(merges.first?.entryCount ?? 0) / mergeSeconds }
    var stages: StageSpeeds? { merges.last?.stages }
    var saveRatio: Double { saves.p50 / bareCommits.p50 }

    /// All transfers by name; those that went over a connection also as a stick would have held them.
    var transfers: [(name: String, weight: ParcelWeight)] {
        let both = [("incr", increment), ("noop", nothing)] + tiny.sorted { $0.key < $1.key }.map { ("tiny_" + $0.key, $0.value) }
        return [("initial", initial)] + both.map { ($0, $1.byConnection) } + both.map { ("stick_" + $0, $1.byStick) }
    }
}

extension ReplayFigures {
    var json: JSONValue {
        func byTransfer(_ value: (ParcelWeight) -> JSONValue) -> JSONValue {
            .object(Dictionary(transfers.map { ($0.name, value($0.weight)) }, uniquingKeysWith: { $1 }))
        }
        func bytes(_ count: UInt64) -> JSONValue { .integer(Int64(count)) }
        return [
            "workload": [
                "path": .text(path), "devices": .integer(Int64(deviceCount)), "cases": meta["cases"] ?? .null,
                "seed": meta["seed"] ?? .null, "events": .integer(Int64(eventCount)), "bytes": .integer(Int64(eventByteCount)),
                "records": .integer(Int64(recordCount)), "saves": .integer(Int64(saveCount)), "sha256": meta["sha256"] ?? .null,
            ],
            "bytes_initial": bytes(initial.counted), "bytes_incr": bytes(increment.byConnection.counted),
            "bytes_noop": bytes(nothing.byConnection.counted),
            "tiny": .object(tiny.mapValues { bytes($0.byConnection.counted) }),
            "tiny_segment": .object(tiny.mapValues { bytes($0.byConnection.segments) }),
            "by_stick": [
                "bytes_initial": bytes(initial.counted), "bytes_incr": bytes(increment.byStick.counted),
                "bytes_noop": bytes(nothing.byStick.counted), "tiny": .object(tiny.mapValues { bytes($0.byStick.counted) }),
            ],
            "stanza_bytes": byTransfer { bytes($0.stanzas) }, "padding_bytes": byTransfer { bytes($0.padding) },
            "parts": byTransfer(Self.parts), "stored": .integer(Int64(storedByteCount)),
            "stored_parts": .object(stored.mapValues { .integer(Int64($0)) }), "merge_s": .number(mergeSeconds),
            "merge_runs_s": .array(merges.map { .number($0.readSeconds + $0.listSeconds) }), "merge_cpu_s": .number(mergeProcessorSeconds),
            "open_s": .number(openSeconds),
            "open_rebuilt_s": .number(rebuildSeconds), "save_ms": Self.json(saves), "bare_commit_ms": Self.json(bareCommits),
            "show_ms": Self.json(showings),
            "save_ratio": .number(saveRatio),
            "save_pieces_ms": .object(
                Dictionary(
                    uniqueKeysWithValues: SavePieces.Piece.allCases.map { ($0.rawValue, .number(savePieces?.milliseconds($0) ?? 0)) })),
            "search_ms": Self.json(search), "search_hits": .integer(Int64(hitCount)),
            "rss_mb": .number(memoryMegabytes), "conflicts": .integer(Int64(conflictCount)),
            "ops_per_s": [
                "import": .number(importOperationsPerSecond), "fold": .number(stages?.fold ?? 0), "encode": .number(stages?.encode ?? 0),
                "decode": .number(stages?.decode ?? 0), "verify": .number(stages?.verify ?? 0),
            ],
            "entries_per_s": ["import": .number(importEntriesPerSecond), "save": .number(savesPerSecond)],
            "operations": .integer(Int64(merges.first?.operationCount ?? 0)), "entries": .integer(Int64(merges.first?.entryCount ?? 0)),
            "check": .text(differences.isEmpty ? "ok" : "failed"), "differences": .array(differences.prefix(20).map { .text($0) }),
            "targets": .object(
                Dictionary(
                    rows.compactMap { row in
                        row.target.map { (row.name, ["target": .number($0), "ratio": .number(row.value / $0)]) }
                    }, uniquingKeysWith: { $1 })),
        ]
    }

    private static func parts(_ weight: ParcelWeight) -> JSONValue {
        func bytes(_ count: UInt64) -> JSONValue { .integer(Int64(count)) }
        return [
            "header": bytes(weight.header), "stanzas": bytes(weight.stanzas), "statements": bytes(weight.statements),
            "segments": bytes(weight.segments), "roster": bytes(weight.roster), "documents": bytes(weight.documents),
            "framing": bytes(weight.framing), "end": bytes(weight.end), "padding": bytes(weight.padding), "total": bytes(weight.total),
            "statement_count": .integer(Int64(weight.statementCount)), "segment_count": .integer(Int64(weight.segmentCount)),
        ]
    }

    private static func json(_ summary: Latencies.Summary) -> JSONValue {
        [
            "p50": .number(summary.p50), "p95": .number(summary.p95), "p99": .number(summary.p99), "max": .number(summary.max),
            "count": .integer(Int64(summary.count)),
        ]
    }

    /// Columns of several sizes, and how each figure grew from one to the next.
    static func json(ofGrowth runs: [ReplayFigures]) -> JSONValue {
        let growth = zip(runs, runs.dropFirst()).map { smaller, larger -> JSONValue in
            .object(
                Dictionary(
                    zip(smaller.rows, larger.rows).map { ($0.name, .number($1.value / $0.value)) }, uniquingKeysWith: { $1 }))
        }
        return ["runs": .array(runs.map(\.json)), "growth": .array(growth)]
    }
}
