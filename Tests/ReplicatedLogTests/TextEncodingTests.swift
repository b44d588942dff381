import Records
import Testing

@testable import ReplicatedLog

/// `Schemas/log.md`, "Texts": one spelling for each text, whatever it is written in.
struct TextEncodingTests {
    private func encoded(_ text: String) -> (textClass: TextClass, bytes: [UInt8]) {
        var text = text
        let encoder = TextEncoder()
        var bytes = [UInt8]()
        let textClass = text.withUTF8 { utf8 in
            let textClass = encoder.textClass(of: utf8)
            encoder.append(utf8, in: textClass, to: &bytes)
            return textClass
        }
        return (textClass, bytes)
    }

    private func decoded(_ bytes: [UInt8], _ textClass: TextClass) -> String? {
        var decoder = TextDecoder()
        return bytes.dropLast().withUnsafeBufferPointer { decoder.text($0, textClass, bytesMax: 1 << 20) }
    }

    @Test(arguments: [
        ("", TextClass.digits), ("+380 63 968 11 16", .digits), ("UA060313025", .digits), ("office", .ascii), ("Came at 9", .ascii),
        ("déjà vu", .latin), ("Côte d’Ivoire", .latin), ("Іван Мельник", .cyrillic), ("العربية", .arabic), ("دری", .arabic),
        ("አማርኛ", .other), ("日本語", .other), ("\u{1F9F3}", .other), ("“quoted”", .ascii), ("№ 12", .digits), ("№ 1", .ascii),
        ("é и", .latin), ("и é", .latin), ("ии é", .cyrillic),
    ]) func `a text has one class and comes back`(text: String, textClass: TextClass) {
        let (found, bytes) = encoded(text)
        #expect(found == textClass)
        #expect(decoded(bytes, found) == text)
        for other in TextClass.allCases where other != found { #expect(decoded(bytes, other) != text) }
    }

    @Test func `a letter of Cyrillic or Arabic is one byte`() {
        #expect(encoded("Зустріч перенесено").bytes.count == 19)
        #expect(encoded("تم تأجيل الجلسة").bytes.count == 16)
    }

    @Test func `every scalar of Unicode comes back in every company`() {
        for company in ["", "a", "é", "и", "م", "አ"] {
            var text = company
            var count = 0
            for value in UInt32(0)...0x10FFFF where value < 0x3000 || value % 4099 == 0 {
                guard let scalar = UnicodeScalar(value) else { continue }
                text.unicodeScalars.append(scalar)
                count += 1
                guard count % 64 == 0 else { continue }
                let (textClass, bytes) = encoded(text)
                #expect(bytes.last == 0 && !bytes.dropLast().contains(0))
                #expect(decoded(bytes, textClass).map { Array($0.utf8) } == Array(text.utf8))
                text = company
            }
        }
    }

    @Test func `another spelling of a text is refused`() {
        // A letter spelled out that has a byte; a surrogate; a form that is too long; an escape at the end; a wrong class.
        #expect(decoded([0x01, 0x41, 0], .ascii) == nil)
        #expect(decoded([0x01, 0xD0, 0x98, 0], .cyrillic) == nil)
        #expect(decoded([0x01, 0xED, 0xA0, 0x80, 0], .latin) == nil)
        #expect(decoded([0xC0, 0x81, 0], .other) == nil)
        #expect(decoded([0x01, 0], .ascii) == nil)
        #expect(decoded(Array("office".utf8) + [0], .digits) == nil)
        #expect(decoded([0xFF, 0], .other) == nil)
        #expect(decoded([0x01, 0x02, 0], .other) == nil)
    }

    @Test func `alphabets name no letter twice and no more than there are bytes for`() {
        for textClass in [TextClass.latin, .cyrillic, .arabic] {
            let letters = Alphabet.letters(of: textClass)
            #expect(letters.count <= 128 && Set(letters).count == letters.count)
            #expect(letters.allSatisfy { Int($0.value) < Alphabet.end && $0.value >= 0x80 })
            #expect(Set(letters).isDisjoint(with: Alphabet.punctuation))
        }
        #expect(Alphabet.punctuation.count == Alphabet.punctuationBytes.count)
        let all = [TextClass.latin, .cyrillic, .arabic].flatMap(Alphabet.letters)
        #expect(Set(all).count == all.count)
    }
}
