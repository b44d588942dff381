import Crypto
import Records
import Testing
import Trials

@testable import Sealing

@Suite struct KeyfileCopiesTests {
    private let old: Keyfile
    private let new: Keyfile

    init() throws {
        var random = SeededGenerator(seed: 2)
        old = try Fixture.keyfile()
        new = try old.adding(
            Fixture.person(2), passphrase: Passphrase("second"), unlocked: old.unlock(Passphrase("first")), random: &random)
    }

    private func states(_ copies: [[UInt8]?]) throws -> (Keyfile, [String], Bool) {
        let selection = try Keyfile.newest(of: copies)
        let names = selection.copies.map { state -> String in
            switch state {
            case .chosen: "chosen"
            case .same: "same"
            case .older(let generation): "older \(generation)"
            case .foreign: "foreign"
            case .damaged(let error): "damaged \(error.code)"
            case .missing: "missing"
            }
        }
        return (selection.keyfile, names, selection.needsRewrite)
    }

    @Test func `of two equal copies the first is taken and nothing needs writing`() throws {
        let (keyfile, names, rewrite) = try states([new.encoded, new.encoded])
        #expect(keyfile == new)
        #expect(names == ["chosen", "same"])
        #expect(!rewrite)
    }

    @Test func `the newer copy wins wherever it is, and the older one is recognised`() throws {
        #expect(try states([old.encoded, new.encoded]) == (new, ["older 1", "chosen"], true))
        #expect(try states([new.encoded, old.encoded]) == (new, ["chosen", "older 1"], true))
    }

    @Test func `a damaged or missing copy is said and the other used`() throws {
        let damaged = new.encoded.flipped(at: 100)
        #expect(try states([damaged, old.encoded]) == (old, ["damaged damaged", "chosen"], true))
        #expect(try states([nil, old.encoded]) == (old, ["missing", "chosen"], true))
        #expect(try states([new.encoded, []]) == (new, ["chosen", "damaged truncated"], true))
    }

    @Test func `a copy of another store or with other content is foreign`() throws {
        let other = try Fixture.keyfile(seed: 77)
        #expect(try states([old.encoded, other.encoded]) == (old, ["chosen", "foreign"], true))
    }

    @Test func `without any whole copy the fault is said`() {
        #expect(code { _ = try Keyfile.newest(of: [nil, nil]) } == .missing)
        #expect(code { _ = try Keyfile.newest(of: []) } == .missing)
        #expect(code { _ = try Keyfile.newest(of: [nil, new.encoded.flipped(at: 3)]) } == .damaged)
    }
}
