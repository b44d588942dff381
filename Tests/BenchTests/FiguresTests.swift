import Records
import Testing

@testable import satchel_bench

struct FiguresTests {
    @Test func `percentiles are those of the values recorded, to three digits`() {
        var latencies = Latencies()
        for value in 1...1000 { latencies.record(seconds: Double(value) / 1000) }
        let summary = latencies.summary
        #expect(summary.count == 1000)
        #expect(abs(summary.p50 - 500) < 1 && abs(summary.p95 - 950) < 1 && abs(summary.p99 - 990) < 1 && abs(summary.max - 1000) < 1)
        #expect(Latencies().summary.p99 == 0)
    }

    @Test func `the median of an even number of runs lies between the two in the middle`() {
        #expect(median([]) == 0)
        #expect(median([5, 1, 3]) == 3)
        #expect(median([4, 1, 3, 2]) == 2.5)
    }

    @Test func `ratios are ours over theirs, and only where both have the figure`() {
        let ours: JSONValue = ["bytes_initial": 50, "tiny": ["en": 10], "merge_s": 0.5]
        let others: JSONValue = ["gzip": ["bytes_initial": 100, "tiny": ["en": 40], "stored": 7]]
        #expect(Compare.ratios(ours, others) == ["gzip": ["bytes_initial": .number(0.5), "tiny.en": .number(0.25)]])
    }

    @Test func `columns of a table are aligned`() {
        #expect(TextTable.aligned([["", "S"], ["bytes", "12345"]]) == "           S\nbytes  12345\n")
    }

    @Test(arguments: [0, 9, 99, 899]) func `every laptop has a code of two to four letters and digits`(index: Int) {
        let code = ReplayRun.code(index)
        #expect((2...4).contains(code.count) && code.first == "L")
        #expect(index == 0 || code != ReplayRun.code(index - 1))
    }
}
