import Records
import Testing
import Trials

@testable import ReplicatedLog

/// The rows and tables that a state is made of, each against a plain array or dictionary.
struct FoldRowsTests {
    @Test func `a row longer than its pieces keeps everything, and copies do not touch each other`() throws {
        var row = Arena<UInt32>()
        let count = 2 * Arena<UInt32>.pieceCount + 3
        for number in 0..<UInt32(count) { row.append(number) }
        let copy = row
        row[0] = 9
        row[UInt32(count - 1)] = 9
        row.append(9)
        #expect(copy.count == count && (0..<UInt32(count)).allSatisfy { copy[$0] == $0 })
        #expect(row.count == count + 1 && row[0] == 9 && row[1] == 1 && row[UInt32(count - 1)] == 9)
        for range in [0..<copy.byteCount, 5..<6, 4 * Arena<UInt32>.pieceCount - 2..<copy.byteCount - 1, 8..<8] {
            var bytes = [UInt8]()
            copy.copyBytes(range, to: &bytes)
            #expect(bytes == range.map { UInt8(truncatingIfNeeded: ($0 / 4) >> (($0 % 4) * 8)) })
        }
        var bytes = [UInt8]()
        copy.copyBytes(0..<copy.byteCount, to: &bytes)
        var position = 0
        var read = try Arena<UInt32>(count: count) { size in
            position += size
            return bytes[position - size..<position]
        }
        read.append(7)
        #expect((0..<UInt32(count)).allSatisfy { read[$0] == $0 } && read[UInt32(count)] == 7 && read.count == count + 1)
    }

    @Test(arguments: batches(0..<40, of: 10))
    func `a list of blocks is an ascending array`(seeds: [UInt64]) {
        for seed in seeds {
            var generator = SeededGenerator(seed: seed)
            var list = BlockList()
            var array = [UInt32]()
            var next: UInt32 = 0
            for _ in 0..<generator.below(4_000) {
                switch generator.below(seed % 2 == 0 ? 4 : 8) {
                case 0:
                    let wanted = UInt32(generator.below(Int(next) + 2))
                    let place = list.place { $0 < wanted }
                    let expected = array.firstIndex { $0 >= wanted }
                    #expect(place.map { list[$0] } == expected.map { array[$0] }, "replay with SEED=\(seed)")
                    if let place, let expected {
                        list.remove(at: place)
                        array.remove(at: expected)
                    }
                case 1:
                    list.removeFirst()
                    if !array.isEmpty { array.removeFirst() }
                default:
                    next += 1 + UInt32(generator.below(2))
                    list.append(next)
                    array.append(next)
                }
            }
            var all = [UInt32]()
            list.prefix(.max, to: &all)
            var some = [UInt32]()
            list.prefix(700, to: &some)
            #expect(all == array && some == Array(array.prefix(700)) && list.first == array.first, "replay with SEED=\(seed)")
        }
    }

    @Test func `records are found by all of their id, also when ids differ only in high bits`() throws {
        var table = RecordTable()
        var ids = [(chain: UInt32, sequence: UInt64, ordinal: UInt16)]()
        for chain in 0..<3 as Range<UInt32> {
            for sequence in 0..<100 as Range<UInt64> {
                for ordinal in [0, 1, .max] as [UInt16] { ids.append((chain, sequence << 32 | sequence << 50, ordinal)) }
            }
        }
        for (number, id) in ids.enumerated() {
            #expect(table.existing(chain: id.chain, sequence: id.sequence, ordinal: id.ordinal) == nil)
            #expect(table.index(chain: id.chain, sequence: id.sequence, ordinal: id.ordinal) == UInt32(number))
        }
        let read = try RecordTable(records: table.records, hashes: table.hashArena)
        for (number, id) in ids.enumerated() {
            #expect(table.index(chain: id.chain, sequence: id.sequence, ordinal: id.ordinal) == UInt32(number))
            #expect(read.existing(chain: id.chain, sequence: id.sequence, ordinal: id.ordinal) == UInt32(number))
        }
        var twice = table.records
        twice.append(table.records[5])
        #expect(throws: ByteFault.outOfRange) { try RecordTable(records: twice, hashes: table.hashArena) }
    }

    @Test func `a name keeps its number, whatever names it comes between`() {
        var names = NameTable()
        var numbers = [String: UInt32]()
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<2_000 {
            let name = "field\(generator.below(30))"
            let number = names.index(of: name)
            #expect(numbers[name] ?? UInt32(numbers.count) == number && names[number] == name && names.existing(name) == number)
            numbers[name] = number
        }
        let ranks = names.rankedByBytes()
        let ordered = names.items.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
        #expect(names.items.enumerated().allSatisfy { ordered[Int(ranks[$0])] == $1 })
        #expect(names.existing("elsewhere") == nil)
    }
}
