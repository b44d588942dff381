import Records
import Testing

struct TimeZoneFieldTests {
    private func problems(_ zone: String) throws -> [Problem] {
        let catalog = try SchemaCatalog.embedded()
        do {
            _ = try catalog.validate(kind: "task", fields: ["title": "Hearing", "time_zone": .text(zone)], creating: true)
            return []
        } catch {
            return error.problems
        }
    }

    @Test(arguments: ["Asia/Beirut", "Europe/Kyiv", "UTC", " Asia/Kabul "])
    func `a field for a time zone takes the names of the database`(zone: String) throws { #expect(try problems(zone).isEmpty) }

    @Test(arguments: ["Beirut", "EST", "Asia/Beyrut", "UTC+3"])
    func `any other name is refused, with what would be accepted`(zone: String) throws {
        let problem = try #require(try problems(zone).first)
        #expect(problem.code == .notATimeZone && problem.accepted == "the name of a time zone as Asia/Beirut or Europe/Kyiv")
    }

    @Test func `only a text can be a time zone`() throws {
        var files = SchemaCatalog.embeddedFiles
        let path = "records/task.schema.json"
        let text = String(decoding: try #require(files[path]), as: UTF8.self)
        files[path] = Array(
            text.replacing("\"search\": false, \"deadline\": true", with: "\"search\": false, \"deadline\": true, \"time_zone\": true").utf8
        )
        let failure = failure(RecordsError.self) { _ = try SchemaCatalog(files: files) }
        #expect(failure?.message.contains("only a text names a time zone") == true)
    }
}
