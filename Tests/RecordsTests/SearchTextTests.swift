@testable import Records
import Testing
import Trials

struct SearchTextTests {
    static let same: [(String, String)] = [
        // English and French
        ("O'Brien", "obrien"), ("O’Brien-Smith", "obrien smith"), ("  Élodie   DÉCHAÎNÉE ", "elodie dechainee"), ("Cœur", "coeur"),
        ("Ça", "ca"),
        ("Straße", "strasse"), ("Łukasz Ångström", "lukasz angstrom"), ("İpek Yıldız", "ipek yildiz"), ("ﬁn", "fin"), ("ＡＢＣ１２", "abc12"),
        ("+33 6-12/34", "33 6 12 34"), ("a\tb\nc", "a b c"), ("l’avocat d'Anne", "lavocat danne"), ("№ 5", "no 5"),
        // Ukrainian
        ("Мар'яна", "маряна"), ("Мар’яна", "маряна"), ("Марʼяна", "маряна"), ("ҐАЛАҐАН", "галаган"), ("Їжакевич", "іжакевич"),
        ("Андрій", "андріи"),
        ("Алёна", "алена"), ("Єва", "єва"),
        // Arabic, with vowel signs, hamza carriers, tatweel and presentation forms; Persian and Urdu letters
        ("أحمد", "احمد"), ("إبراهيم", "ابراهيم"), ("آمنة", "امنه"), ("ٱلرحمن", "الرحمن"), ("مُحَمَّد", "محمد"), ("محـــمد", "محمد"),
        ("مصطفى", "مصطفي"),
        ("فاطمة", "فاطمه"), ("علی", "علي"), ("کریم", "كريم"), ("مؤمن", "مومن"), ("رائد", "رايد"), ("ﻻ", "لا"), ("بلا\u{200C}ل", "بلال"),
        ("نور، هدى؟", "نور هدي"),
        ("١٢٣ ۴۵۶", "123 456"), ("\u{202B}أحمد\u{202C}", "احمد"),
        ("", ""), ("...", ""), ("😀", ""),
    ]

    @Test(arguments: same)
    func `spellings of one name fold to the same`(text: String, folded: String) {
        #expect(Array(SearchText.fold(text).unicodeScalars) == Array(folded.unicodeScalars))
    }

    @Test func `folding what is folded changes nothing, for every character there is`() {
        var changed = [UInt32]()
        for value in UInt32(0)...0x1FFFF {
            guard let scalar = Unicode.Scalar(value), scalar.properties.generalCategory != .unassigned, !(0xAC00...0xD7A3).contains(value)
            else { continue }
            let once = SearchText.fold("a\(Character(scalar))b")
            if Array(SearchText.fold(once).utf8) != Array(once.utf8) { changed.append(value) }
        }
        #expect(changed.isEmpty)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `the table gives the same as decomposing the whole text`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            var scalars = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...6, using: &generator) {
                let high = Int.random(in: 0..<8, using: &generator) == 0
                if let scalar = Unicode.Scalar(UInt32.random(in: high ? 0x2000...0x206F : 0...0x7FF, using: &generator)) {
                    scalars.append(scalar)
                }
            }
            let text = String(scalars)
            #expect(Array(SearchText.fold(text).utf8) == Array(SearchText.foldByDecomposition(text).utf8))
        }
    }

    @Test func `decomposed and composed text fold to the same`() {
        #expect(SearchText.fold("E\u{301}lodie") == SearchText.fold("Élodie"))
        #expect(SearchText.fold("أ") == SearchText.fold("ا\u{654}"))
    }

    @Test func `words are those between the separators`() {
        #expect(SearchText.words("Наталія  О’Коннор-Сміт, 12") == ["наталія", "оконнор", "сміт", "12"])
        #expect(SearchText.words(" . ").isEmpty)
    }
}
