import Records
import Testing

struct LocalTimeTests {
    /// A zone with one change of its clocks at the instant 0.
    private func instants(before: Int64, after: Int64) -> (Int64) -> Int64 { { $0 < 0 ? before : after } }

    @Test func `every local minute around every change of clocks is the first instant that shows it, or the old clocks' instant`() {
        let offsets: [Int64] = [-43_200, -12_600, -3_600, 0, 1_800, 7_200, 10_800, 50_400]
        for before in offsets {
            for after in offsets {
                let zone = instants(before: before, after: after)
                // What clocks show at every half hour of eight days, the first instant of each.
                var first = [Int64: Int64]()
                for instant in stride(from: Int64(-345_600), to: 345_600, by: 1_800) {
                    let shown = LocalTime(at: instant, offset: zone).seconds
                    if first[shown] == nil { first[shown] = instant }
                }
                for local in stride(from: Int64(-86_400), to: 86_400, by: 1_800) {
                    let instant = LocalTime(seconds: local).instant(offset: zone)
                    if let shown = first[local] {
                        #expect(instant == shown, "\(before) \(after) \(local)")
                    } else {
                        // Clocks left it out: the offset before the change makes an instant after it.
                        #expect(instant == local - before && instant >= 0 && zone(instant) == after, "\(before) \(after) \(local)")
                    }
                }
            }
        }
    }

    @Test(arguments: [
        // Clocks go forward at 03:00 and back at 04:00.
        ("Europe/Kyiv", "2026-03-29", "03:30", "2026-03-29 01:30"), ("Europe/Kyiv", "2026-10-25", "03:30", "2026-10-25 00:30"),
        ("Europe/Kyiv", "2026-07-01", "12:00", "2026-07-01 09:00"), ("Asia/Beirut", "2026-03-29", "00:30", "2026-03-28 22:30"),
        ("Asia/Kabul", "2026-01-01", "09:00", "2026-01-01 04:30"), ("UTC", "2026-01-01", "09:00", "2026-01-01 09:00"),
        // Samoa left out a whole day.
        ("Pacific/Apia", "2011-12-30", "12:00", "2011-12-30 22:00"),
    ])
    func `a day and a time in a zone are an instant`(zone: String, day: String, time: String, utc: String) throws {
        let zone = try #require(TimeZoneName(zone))
        let local = try Written.local(day, time)
        #expect(LocalTime(seconds: local.instant(offset: zone.offset)).text == utc)
    }

    @Test(arguments: ["Asia/Beyrut", "EST", "GMT+3", "", "Europe/Kyiv ", "../etc/passwd", "/etc/localtime", "Europe", "بيروت"])
    func `a name that the database of time zones does not have is none`(name: String) { #expect(TimeZoneName(name) == nil) }

    @Test(arguments: ["Asia/Beirut", "Europe/Kyiv", "Africa/Khartoum", "America/Argentina/Buenos_Aires", "UTC", "Asia/Kabul", "Etc/GMT-3"])
    func `the names of the database are taken`(name: String) { #expect(TimeZoneName(name)?.identifier == name) }

    @Test func `a mistyped zone is guessed`() { #expect(TimeZoneName.nearest("Asia/Beyrut") == "Asia/Beirut") }
}
