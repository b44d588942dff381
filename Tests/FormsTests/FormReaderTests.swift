import Forms
import Records
import Testing

struct FormReaderTests {
    @Test func `conditions that wait for each other are refused, and the circle is named`() {
        let faults = Fixtures.faults(
            Fixtures.form(
                #"{"field": "name"}, {"field": "sex", "when": "safe"}, {"field": "safe", "when": "phone is not empty"}, {"field": "phone", "when": "sex = 'male'"}"#
            ))
        #expect(faults.count == 1)
        #expect(faults.first?.contains("visit.sex → visit.safe → visit.phone → visit.sex") == true, "\(faults)")
    }

    @Test func `a circle through a computed value and through a section is found too`() {
        let computed = Fixtures.form(
            #"{"field": "name"}, {"field": "born", "when": "years > 3"}, {"compute": "years", "labels": {"en": "Y"}, "value": "age(born)"}"#
        )
        #expect(Fixtures.faults(computed).first?.contains("visit.born → visit.years → visit.born") == true)
        let section = """
            {"form": "test", "version": 1, "labels": {"en": "T"}, "records": [{"key": "visit", "kind": "visit"}], "sections": [
              {"name": "one", "labels": {"en": "1"}, "when": "safe", "items": [{"field": "safe"}]}]}
            """
        #expect(Fixtures.faults(section).first?.contains("visit.safe → visit.safe") == true)
    }

    @Test(arguments: [
        (#"{"field": "nam"}"#, "name may have been meant"), (#"{"field": "name"}, {"field": "name"}"#, "asked twice"),
        (#"{"field": "name", "wen": "safe"}"#, "when may have been meant"), (#"{"field": "sex", "default": "unknown"}"#, "was retired"),
        (#"{"field": "minutes", "default": 601}"#, "too small or too large"),
        (#"{"field": "name", "default": {"today": true}}"#, "only a date"),
        (#"{"field": "day", "default": {"person": true}}"#, "only a text"),
        (#"{"field": "day", "default": {"place": true}}"#, "only a place"),
        (#"{"field": "name", "required": 1}"#, "neither true nor false"), (#"{"field": "old"}"#, "was retired"),
        (#"{"field": 7}"#, "not a name in snake_case"),
        (#"{"field": "name", "when": 7}"#, "not an expression"), (#"{"compute": "x", "labels": {"en": "X"}}"#, "value is missing"),
        (#"{"compute": "name", "labels": {"en": "X"}, "value": "age(born)"}"#, "already"),
        (#"{"compute": "x", "labels": {"fr": "X"}, "value": "age(born)"}"#, "labels has no en"),
        (#"{"compute": "x", "labels": {"en": "X"}, "value": "y"}"#, "has no field y"),
    ])
    func `an item that cannot be is refused with its place and what would be accepted`(item: String, said: String) {
        let faults = Fixtures.faults(Fixtures.form(item))
        #expect(faults.contains { $0.contains(said) && $0.contains("section one") }, "\(faults)")
    }

    @Test(arguments: [
        (#"[{"key": "visit", "kind": "vizit"}]"#, "visit may have been meant"), (#"[]"#, "not an array of 1 to"),
        (#"[{"key": "visit", "kind": "visit"}, {"key": "visit", "kind": "promise", "links": {"visit": "visit"}}]"#, "second record visit"),
        (#"[{"key": "visit", "kind": "visit", "repeats": true}]"#, "cannot repeat"),
        (#"[{"key": "visit", "kind": "visit"}, {"key": "promise", "kind": "promise"}]"#, "links is empty"),
        (#"[{"key": "visit", "kind": "visit"}, {"key": "promise", "kind": "promise", "links": {"what": "visit"}}]"#, "no reference"),
        (#"[{"key": "visit", "kind": "visit"}, {"key": "promise", "kind": "promise", "links": {"visit": "promise"}}]"#, "comes before it"),
        (#"[{"key": "visit", "kind": "visit"}, {"key": "promise", "kind": "promise", "links": {"visit": "visit"}}]"#, "no section asks"),
    ])
    func `records that cannot be are refused`(records: String, said: String) {
        let faults = Fixtures.faults(Fixtures.form(#"{"field": "name"}"#, records: records))
        #expect(faults.contains { $0.contains(said) }, "\(faults)")
    }

    @Test(arguments: [
        "", "[]", "{", "null", #"{"form": "test"}"#, #"{"form":"test","form":"test"}"#, "{\"form\":\"test\",\"labels\":{\"en\":7}}",
    ])
    func `hostile JSON is a fault and never a form`(text: String) {
        #expect(!Fixtures.faults(text).isEmpty)
    }

    @Test func `a form may have as many items, sections and records as the limits, and not one more`() {
        func sections(_ count: Int) -> String {
            let more = (1..<count).map {
                #"{"name": "s\#($0)", "labels": {"en": "S"}, "items": [{"compute": "c\#($0)", "labels": {"en": "C"}, "value": "age(born)"}]}"#
            }
            return """
                {"form": "test", "version": 1, "labels": {"en": "T"}, "records": [{"key": "visit", "kind": "visit"}], "sections": [
                  {"name": "one", "labels": {"en": "1"}, "items": [{"field": "name"}]}, \(more.joined(separator: ", "))]}
                """
        }
        #expect(Fixtures.faults(sections(64)) == [])
        #expect(Fixtures.faults(sections(65)).contains { $0.contains("1 to 64") })
        func items(_ count: Int) -> String {
            Fixtures.form(
                (0..<count).map { #"{"compute": "c\#($0)", "labels": {"en": "C"}, "value": "age(born)"}"# }.joined(separator: ", "))
        }
        #expect(Fixtures.faults(items(400)) == [])
        #expect(Fixtures.faults(items(401)).contains { $0.contains("1 to 400") })
        func records(_ count: Int) -> String {
            let more = (1..<count).map { #"{"key": "p\#($0)", "kind": "promise", "links": {"visit": "visit"}}"# }.joined(separator: ", ")
            return #"[{"key": "visit", "kind": "visit"}, \#(more)]"#
        }
        #expect(Fixtures.faults(Fixtures.form(#"{"field": "name"}"#, records: records(17))).contains { $0.contains("1 to 16") })
        #expect(!Fixtures.faults(Fixtures.form(#"{"field": "name"}"#, records: records(16))).contains { $0.contains("1 to 16") })
    }

    @Test func `checks are held to the same rules`() {
        func faults(_ check: String) -> [String] {
            Fixtures.library(Fixtures.form(#"{"field": "name"}"#), checks: #"{"kind": "visit", "version": 1, "checks": [\#(check)]}"#)
                .faults
        }
        let good = #"{"name": "a", "severity": "error", "field": "day", "when": "day > today", "messages": {"en": "M"}}"#
        #expect(faults(good) == [])
        #expect(faults("\(good), \(good)").contains { $0.contains("second check") })
        #expect(faults(good.replacing("error", with: "fatal")).contains { $0.contains("neither error nor warning") })
        #expect(faults(good.replacing("\"day\",", with: "\"dai\",")).contains { $0.contains("no field dai") })
        #expect(faults(good.replacing("day > today", with: "sex = 'unknown'")).contains { $0.contains("was retired") })
    }
}
