import Names
import Records
import Testing

@Suite struct `Keys of names` {
    @Test func `numbers tell placeholders apart, in digits of any script`() {
        #expect(PersonName("Child 1").compare(PersonName("Child 2")).match == .different)
        #expect(PersonName("Child 12 of Mariam").compare(PersonName("Child 1 of Mariam")).match == .different)
        #expect(PersonName("Child 12").compare(PersonName("child ١٢")).match == .sameSpelling)
    }

    @Test(arguments: [
        ("محمد", "Mohammed"), ("محمد", "Muhammad"), ("محمد", "Mohamed"), ("Олександр", "Alexander"), ("Олександр", "Александр"),
        ("Шевченко", "Chevtchenko"), ("Шевченко", "Shevchenko"), ("Гончаренко", "Honcharenko"), ("Гончаренко", "Goncharenko"),
        ("عبد الرحمن", "Abdelrahman"), ("الخطيب", "Khatib"), ("حداد", "Haddad"), ("نور الدين", "Noureddine"),
    ])
    func `other spellings are found by them`(held: String, typed: String) {
        for (one, other) in [(held, typed), (typed, held)] {
            let index = Set(PersonName(one).indexKeys)
            #expect(PersonName(other).lookups.allSatisfy { !index.isDisjoint(with: $0.keys) }, "\(one) \(other)")
        }
    }

    @Test(arguments: [("محمد", "Mahmoud"), ("محمد", "Ahmad"), ("Karim", "Maria"), ("Олег", "Ольга"), ("حسن", "Hussein")])
    func `other names of the tables are not`(held: String, typed: String) {
        let index = Set(PersonName(held).indexKeys)
        #expect(PersonName(typed).lookups.allSatisfy { index.isDisjoint(with: $0.keys) })
    }

    @Test(arguments: ["محمد عبد الرحمن الخطيب", "Олександр Григорович Шевченко", "Jean-Pierre d'Ormesson de la Tour Abu Ahmad ibn Ali"])
    func `are few, and begin with a sign that no folded text has`(name: String) {
        let keys = PersonName(name).indexKeys
        #expect(keys.count <= 4 * PersonName(name).words.count)
        #expect(keys.allSatisfy { $0.hasPrefix("§") && SearchText.fold($0) != $0 && $0.utf8.count <= 44 })
        #expect(keys == PersonName(name).indexKeys)
    }

    @Test(arguments: ["", "   ", "\u{202E}\u{200F}", "123 456", "!?—", "ال", "abu", String(repeating: "\u{301}", count: 500)])
    func `what is no name has none of a person, and nothing breaks`(text: String) {
        let name = PersonName(text)
        #expect(name.compare(name).match == (name.isEmpty ? .different : .sameSpelling))
        #expect(name.compare(PersonName("Mariam Haddad")).match == .different)
    }

    @Test func `a very long name is cut`() {
        let name = PersonName(Array(repeating: "Mohammed Haddad", count: 500).joined(separator: " "))
        #expect(name.lookups.count <= PersonName.tokensMax)
        #expect(name.indexKeys.count <= 4 * PersonName.tokensMax)
    }

    @Test(arguments: [
        ("Олександр Шевченко", "Oleksandr Shevchenko"), ("Ярослав Щербак", "Yaroslav Shcherbak"), ("محمد", "Muhammad"), ("حداد", "Hadad"),
        ("Mariam", "Mariam"),
    ])
    func `a spelling in Latin letters is offered`(name: String, latin: String) {
        #expect(PersonName.latin(of: name) == latin)
    }
}

@Suite struct `Telephone numbers` {
    @Test(arguments: [
        ("+380 44 123 45 67", "380441234567", true), ("00380441234567", "380441234567", true), ("٠٥٥٠ ١٢٣ ٤٥٦", "0550123456", false),
        ("(0550) 123-456", "0550123456", false), ("\u{202A}+961 3 123 456\u{202C}", "9613123456", true),
    ])
    func `are digits, however they are written`(text: String, digits: String, isInternational: Bool) throws {
        let number = try #require(PhoneNumber(text))
        #expect(number.digits == digits && number.isInternational == isInternational)
    }

    @Test(arguments: ["12345", "+12345", "1234567890123456", "0550 12 ext 3", "++380441234567", "Haddad", "", "38+0441234567"])
    func `and nothing else is one`(text: String) { #expect(PhoneNumber(text) == nil) }

    @Test func `are the same with and without the code of the country`() throws {
        let full = try #require(PhoneNumber("+380 44 123 45 67"))
        let national = try #require(PhoneNumber("044 123 45 67"))
        let other = try #require(PhoneNumber("044 123 45 68"))
        #expect(full.mayEqual(national) && national.mayEqual(full) && full.key == national.key)
        #expect(!full.mayEqual(other))
        #expect(PhoneNumber("044 123 45 67", country: "380") == full)
    }
}
