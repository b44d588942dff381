import Records
import Testing
import Trials

@testable import Sealing

@Suite struct WordsTests {
    @Test func `there are 2,048 words of 3 to 7 small letters in order`() {
        #expect(Words.list.count == 2048)
        #expect(Words.list == Words.list.sorted())
        for word in Words.list {
            #expect((3...7).contains(word.count) && word.utf8.allSatisfy { (97...122).contains($0) }, "\(word)")
        }
    }

    @Test func `no two words begin with the same four letters`() {
        #expect(Set(Words.list.map { $0.prefix(4) }).count == 2048)
    }

    @Test func `no word turns into another by one wrong, missing, added or swapped letter`() {
        let words = Set(Words.list)
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        for word in Words.list {
            let characters = Array(word)
            var near: Set<String> = []
            for index in 0...characters.count {
                for letter in letters {
                    near.insert(String(characters[..<index] + [letter] + characters[index...]))
                    if index < characters.count { near.insert(String(characters[..<index] + [letter] + characters[(index + 1)...])) }
                }
                if index < characters.count { near.insert(String(characters[..<index] + characters[(index + 1)...])) }
                if index + 1 < characters.count {
                    var swapped = characters
                    swapped.swapAt(index, index + 1)
                    near.insert(String(swapped))
                }
            }
            near.remove(word)
            #expect(near.isDisjoint(with: words), "\(word)")
        }
    }

    @Test func `a generated passphrase is six words of the list`() throws {
        var random = SeededGenerator(seed: 5)
        let passphrase = Words.passphrase(random: &random)
        #expect(try Words.parse(passphrase).joined(separator: "-") == passphrase)
        #expect(passphrase.split(separator: "-").count == 6)
        #expect(Words.passphrase(random: &random) != passphrase)
        #expect(Words.passphrase() != Words.passphrase())
    }

    @Test func `passphrases reach both ends of the list`() {
        var random = SeededGenerator(seed: 6)
        var seen: Set<String> = []
        for _ in 0..<6000 { seen.formUnion(Words.passphrase(random: &random).split(separator: "-").map(String.init)) }
        #expect(seen.count == 2048)
    }

    @Test(arguments: ["abbey-zoo-zero", " Abbey  ZOO\tzero\n", "abbey, zoo. zero", "abbey\u{2013}zoo\u{2011}zero", "ABBEY - zoo - Zero"])
    func `typed words are understood whatever stands between them`(typed: String) throws {
        #expect(try Words.parse(typed) == ["abbey", "zoo", "zero"])
    }

    @Test func `an unknown word is pointed at and not repeated`() {
        let error = #expect(throws: SealingError.self) { try Words.parse("abbey zebraa zoo") }
        #expect(error?.code == .wordsNotUnderstood)
        #expect(error?.message.contains("Word 2") == true)
        #expect(error?.description.contains("zebraa") == false)
        for typed in ["", " - ", String(repeating: "abbey ", count: 1000)] {
            #expect(code { _ = try Words.parse(typed) } == .wordsNotUnderstood)
        }
    }

    @Test func `fingerprints of different bytes differ`() {
        #expect(Words.fingerprint(of: [1]) == Words.fingerprint(of: [1]))
        #expect(Words.fingerprint(of: [1]) != Words.fingerprint(of: [2]))
        #expect(Words.fingerprint(of: []).count == 6)
    }
}
