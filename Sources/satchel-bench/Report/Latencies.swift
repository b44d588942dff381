import Histogram

/// Durations in a high dynamic range histogram: three significant digits, whatever their magnitude.
struct Latencies {
    private var histogram = Histogram<UInt64>(highestTrackableValue: 3_600_000_000_000, numberOfSignificantValueDigits: .three)

    mutating func record(seconds: Double) { histogram.record(UInt64(max(1, min(3600, seconds) * 1e9))) }

    var count: UInt64 { histogram.totalCount }

    /// - Parameter percentile: 0 to 100.
    func milliseconds(at percentile: Double) -> Double {
        count == 0 ? 0 : Double(histogram.valueAtPercentile(percentile)) / 1e6
    }

    var summary: Summary {
        Summary(
            count: count, p50: milliseconds(at: 50), p95: milliseconds(at: 95), p99: milliseconds(at: 99), max: milliseconds(at: 100))
    }

    /// Milliseconds.
    struct Summary: Codable, Sendable {
        var count: UInt64 = 0
        var p50 = 0.0
        var p95 = 0.0
        var p99 = 0.0
        var max = 0.0
    }
}
