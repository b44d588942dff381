import Testing

@testable import WebApp

struct PluralFormTests {
    @Test(arguments: [
        (Language.english, [(0, PluralForm.other), (1, .one), (2, .other)]),
        (.french, [(0, .one), (1, .one), (2, .other), (1_000_000, .many)]),
        (.ukrainian, [(1, .one), (2, .few), (5, .many), (11, .many), (12, .many), (21, .one), (22, .few), (111, .many), (0, .many)]),
        (
            .arabic,
            [(0, .zero), (1, .one), (2, .two), (3, .few), (10, .few), (11, .many), (99, .many), (100, .other), (103, .few), (102, .other)]
        ),
    ]) func `a count has the form that its language gives it`(language: Language, examples: [(Int, PluralForm)]) {
        for (count, form) in examples { #expect(PluralForm(count, language) == form, "\(count)") }
    }

    @Test func `numbers have the digits and groups of their language`() {
        #expect(NumberText.text(1_234_567, .english) == "1,234,567")
        #expect(NumberText.text(1_234_567, .french) == "1\u{202F}234\u{202F}567")
        #expect(NumberText.text(1_234, .arabic) == "١٬٢٣٤")
        #expect(NumberText.text(-12, .ukrainian) == "\u{2212}12")
    }
}
