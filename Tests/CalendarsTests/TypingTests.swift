import Calendars
import Testing

@Suite struct `Dates as people type them` {
    @Test(arguments: [
        ("1404-12-29 persian", "1404-12-29 persian"), ("ap:1404-12-29", "1404-12-29 persian"), ("persian 1404/12/29", "1404-12-29 persian"),
        ("۱۴۰۴/۱۲/۲۹ شمسی", "1404-12-29 persian"), ("۲۹ اسفند ۱۴۰۴", "1404-12-29 persian"), ("29 Esfand 1404", "1404-12-29 persian"),
        ("29 ESFAND, 1404", "1404-12-29 persian"), ("29/12/1404 persian", "1404-12-29 persian"), ("12 حمل 1390", "1390-01-12 persian"),
        ("۵ جدی ۱۳۹۹ هجری شمسی", "1399-10-05 persian"), ("12 رمضان 1446", "1446-09-12 islamic"),
        ("١٢ رمضان ١٤٤٦ هـ", "1446-09-12 islamic"), ("3 rabi al-awwal 1440", "1440-03-03 islamic"),
        ("3 ربيع الأول 1440", "1440-03-03 islamic"), ("3 ربيع الاول 1440 هجري", "1440-03-03 islamic"),
        ("3 rabi al-awwal 1240 islamic-civil", "1240-03-03 islamic-civil"), ("1240-3-3 islamic civil", "1240-03-03 islamic-civil"),
        ("Ramadan 1446", "1446-09 islamic"), ("5 Meskerem 2016", "2016-01-05 ethiopian"), ("2016-13-05 ethiopian", "2016-13-05 ethiopian"),
        ("፭ መስከረም ፳፻፲፮", "2016-01-05 ethiopian"), ("መስከረም 2016", "2016-01 ethiopian"), ("5 Tir 2016 ethiopian", "2016-05-05 ethiopian"),
        ("5 Tir 1390 persian", "1390-04-05 persian"), ("1984", "1984"), ("1984~", "1984~"), ("1984 - 05", "1984-05"),
        ("1984/5/3", "1984-05-03"), ("3 May 1984", "1984-05-03"), ("3 mai 1984", "1984-05-03"), ("3 août 1984", "1984-08-03"),
        ("3 травня 1984", "1984-05-03"), ("3 آب 1984", "1984-08-03"), ("3 أغسطس 1984", "1984-08-03"), ("23.05.1984", "1984-05-23"),
        ("05.05.1984", "1984-05-05"), ("1363~ persian", "1363 persian~"), ("1363 persian~", "1363 persian~"),
        ("\u{2067}۱۳۶۳ شمسی\u{2069}", "1363 persian"),
    ])
    func `are understood`(typed: String, code: String) throws {
        #expect(try DateParts(typed: typed).code == code)
    }

    @Test(arguments: CalendarSystem.allCases, [(1400, 12, 3), (1401, nil, nil), (1402, 7, nil)] as [(Int, Int?, Int?)])
    func `what is written as a code is read as the same`(calendar: CalendarSystem, parts: (Int, Int?, Int?)) throws {
        let date = try DateParts(calendar, year: parts.0, month: parts.1, day: parts.2, isEstimated: parts.1 == nil)
        #expect(try DateParts(typed: date.code) == date)
    }

    @Test(arguments: ["en", "fr", "ar", "uk", "fa", "prs", "ps", "am", "sw"], CalendarSystem.allCases)
    func `every month is read as it is shown, in every language`(language: String, calendar: CalendarSystem) throws {
        for month in 1...calendar.monthsPerYear {
            let date = try DateParts(calendar, year: 1402, month: month, day: 5)
            // Tir is a month of two calendars, and both Islamic ones have the same.
            #expect(try DateParts(typed: "\(date.text(language)) \(calendar.rawValue)") == date, "\(date.text(language))")
        }
    }

    @Test(
        arguments: [
            ("", .notADate), ("next week", .notADate), ("1984-05-03-02", .notADate), ("84-05-03", .notADate), ("1984;05", .notADate),
            ("5 Tir 1390", .unclearCalendar), ("12 Ramadan 1446 persian", .unclearCalendar), ("03/05/1984", .unclearOrder),
            ("1984-13-01", .noSuchMonth), ("1403-13-01 persian", .noSuchMonth), ("2016-14-01 ethiopian", .noSuchMonth),
            ("1404-12-30 persian", .noSuchDay), ("2016-13-06 ethiopian", .noSuchDay), ("1446-11-30 islamic", .noSuchDay),
            ("1984-02-30", .noSuchDay), ("1984-05-00", .noSuchDay), ("1100-01-01 persian", .yearOutOfRange),
            ("1600-01-01 islamic", .yearOutOfRange), ("1984 persian", .yearOutOfRange), ("99999 persian", .yearOutOfRange),
            ("123456 persian", .notADate), ("persian", .notADate), ("persian islamic 1400", .notADate), ("May June 1984", .notADate),
            (String(repeating: "1", count: 101), .notADate),
        ] as [(String, CalendarFault.Code)])
    func `what is no date is told why`(typed: String, code: CalendarFault.Code) {
        let fault = #expect(throws: CalendarFault.self) { try DateParts(typed: typed) }
        #expect(fault?.code == code)
        #expect(fault?.message.isEmpty == false && fault?.accepted.isEmpty == false)
    }

    @Test func `31 Esfand of a short year is told the last day of the month`() {
        let short = #expect(throws: CalendarFault.self) { try DateParts(typed: "31 Esfand 1404") }
        #expect(short?.message == "Esfand has 29 days in that year.")
        #expect(short?.accepted == "a day from 1 to 29; the last is 29 Esfand")
        let long = #expect(throws: CalendarFault.self) { try DateParts(typed: "1403-12-31 persian") }
        #expect(long?.accepted == "a day from 1 to 30; the last is 30 Esfand")
    }

    @Test func `a year without a table names the calendar that has one`() {
        let fault = #expect(throws: CalendarFault.self) { try DateParts(typed: "1300 islamic") }
        #expect(fault?.accepted == "a year from 1343 to 1500; islamic-civil has others")
    }
}
