import ArgumentParser
import Calendars

/// `--calendar`: a second calendar beside the Gregorian. Typed dates are read in every calendar without it.
struct CalendarOptions: ParsableArguments {
    @Option(
        name: .customLong("calendar"),
        help: ArgumentHelp(
            "Show dates in this calendar too.", discussion: "persian, islamic (Umm al-Qura), islamic-civil or ethiopian.",
            valueName: "calendar"))
    var choice: Choice?

    enum Choice: String, ExpressibleByArgument, CaseIterable {
        case persian, islamic
        case islamicCivil = "islamic-civil"
        case ethiopian
    }

    var calendar: CalendarSystem { choice.flatMap { CalendarSystem(rawValue: $0.rawValue) } ?? .gregorian }
}
