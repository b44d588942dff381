import Foundation
import Fuzzing
import Testing

/// The kept corpus and a few inputs of each parser; `satchel-bench fuzz all` does many more.
struct FuzzTests {
    private static let vectors = FuzzVectors(
        folder: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(
            path: "Samples/vectors"
        ).path)

    @Test(arguments: FuzzTargets.names)
    func `a parser withstands its corpus and what is made of it`(name: String) throws {
        let target = try #require(try FuzzTargets.target(name, Self.vectors))
        let corpus = try Self.vectors.corpus(name)
        #expect(!corpus.isEmpty && !target.seeds.isEmpty)
        let run = FuzzRun(target, corpus: corpus, seed: 7)
        let tally = try run.run(0..<target.seeds.count + corpus.count + 100)
        #expect(tally.inputCount == target.seeds.count + corpus.count + 100)
        #expect(!tally.accepted.isEmpty && !tally.refused.isEmpty)
    }

    @Test func `the same seed makes the same inputs, and another one others`() throws {
        let target = try #require(try FuzzTargets.target("entry", Self.vectors))
        let numbers = target.seeds.count..<target.seeds.count + 50
        let inputs = numbers.map(FuzzRun(target, corpus: [], seed: 1).input)
        #expect(inputs == numbers.map(FuzzRun(target, corpus: [], seed: 1).input))
        #expect(inputs != numbers.map(FuzzRun(target, corpus: [], seed: 2).input))
    }

    /// A parser that takes every spelling of a number for the same.
    private struct Careless: FuzzTarget {
        let seeds: [[UInt8]] = [[7]]

        func run(_ input: [UInt8]) throws(FuzzFinding) -> FuzzOutcome {
            guard let first = input.first, first < 0x80 else { return .refused("notANumber") }
            guard input == [first] else { throw FuzzFinding("accepted, though it is not the one spelling") }
            return .accepted(reached: "read")
        }
    }

    @Test func `a parser that is careless is found, with the input that shows it`() throws {
        let run = FuzzRun(Careless(), corpus: [], seed: 1)
        let finding = #expect(throws: FuzzFinding.self) { try run.run(0..<1000) }
        let number = try #require(finding?.what.split(separator: " ").dropFirst().first.flatMap { Int($0) })
        #expect(throws: FuzzFinding.self) { try Careless().run(run.input(number)) }
    }
}
