import Records
import Testing

@testable import satchel

/// What `satchel KIND fields` says to whoever wants to write something down.
struct FieldListTests {
    private func text(_ kind: String, _ field: String?, _ language: String) throws -> String {
        let catalog = try SchemaCatalog.embedded()
        let kind = try #require(catalog[kind])
        let fields = kind.fields.filter { field == nil ? !$0.retired : $0.name == field }
        var page = Page(terminal: .plain)
        FieldList(catalog: catalog, kind: kind, fields: fields, language: language, isAlone: field != nil).write(to: &page)
        return page.text
    }

    @Test(arguments: [
        ("en", "What is not named is not allowed.", "Referral to another service"),
        ("fr", "Ce qui n’est pas coché n’est pas permis.", "Orientation vers un autre service"),
        ("ar", "ما لم يُذكر غير مسموح.", "الإحالة إلى خدمة أخرى"), ("uk", "Що не названо — не дозволено.", "Скерування до іншої служби"),
    ]) func `one field comes with its help and the words of its codes in the language asked for`(locale: String, help: String, code: String)
        throws
    {
        let text = try text("consent", "purposes", locale)
        #expect(text.contains(help) && text.contains(code) && text.contains("referral"))
        #expect(!text.contains("[en]"))
    }

    @Test func `words that a language lacks come in English and are marked`() throws {
        let text = try text("consent", "purposes", "sw")
        #expect(text.contains("What is not named is not allowed. [en]") && text.contains("Referral to another service [en]"))
    }

    @Test func `a retired field is not offered, and says what it is when it is asked for`() throws {
        #expect(try !text("client", nil, "en").contains("consent_given"))
        let text = try text("client", "consent_given", "en")
        #expect(text.contains("Replaced by the record “Consent”") && text.contains("Retired: kept for what was written in it before"))
    }

    @Test func `the list says how to see what a field is for`() throws {
        #expect(try text("follow_up_check", nil, "en").contains("`satchel follow-up-check fields FIELD`"))
    }
}
