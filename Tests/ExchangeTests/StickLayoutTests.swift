import Testing
import Trials

@testable import Exchange

/// Names that any file system keeps and that say nothing.
struct StickLayoutTests {
    @Test func `a new name is taken for a parcel and follows from the generator alone`() {
        var names = Set<String>()
        for seed in 0..<200 {
            var random = SeededGenerator(seed: UInt64(seed))
            let name = StickLayout.name(random: &random)
            #expect(name.utf8.count == 12 && StickLayout.isParcel(name: name))
            names.insert(name)
        }
        #expect(names.count == 200)
    }

    @Test(arguments: ["ABCDEFGH.SPL", "A.SPL", "abcd1234.spl", "12345678.Spl"])
    func `a parcel is known by its name in either case`(name: String) {
        #expect(StickLayout.isParcel(name: name))
    }

    @Test(arguments: [
        "", ".SPL", "SPL", "ABCDEFGHI.SPL", "ABC.SPL.TMP", "ABC.TXT", "A/B.SPL", "../A.SPL", "A B.SPL", "Ä.SPL", "ß.SPL", "A.SPL ",
        "A_1.SPL", "A.SPLX",
        "~A.SPL",
    ]) func `every other file is left alone`(name: String) {
        #expect(!StickLayout.isParcel(name: name))
    }
}
