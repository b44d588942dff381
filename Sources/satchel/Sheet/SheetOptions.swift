import ArgumentParser
import Calendars
import Clinic
import Reports

/// How a sheet is to look, whatever it is filled from.
struct SheetOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("Language of the sheet.", discussion: "Otherwise the one of this terminal.", valueName: "code"))
    var locale: String?
    @Option(name: .long, help: "Show every date in this calendar, too.")
    var calendar: SecondCalendar?
    @Option(name: .long, help: "Size of the paper.")
    var paper: PaperName = .a4
    @Option(name: .long, help: ArgumentHelp("Folder of templates to use before the built-in ones.", valueName: "dir"))
    var sheets: String?
    @Option(name: .long, help: ArgumentHelp("Write to a new file that only you can read.", valueName: "file"))
    var out: String

    func library(_ common: CommonOptions, _ context: CommandContext) throws -> SheetLibrary {
        try Clinic.sheets(common.clinicOptions(context), folder: sheets.map(context.path))
    }

    /// The language that was asked for; that of the terminal only if there are sheets in it.
    func language(_ library: SheetLibrary, _ context: CommandContext) -> String {
        locale ?? (library.languages.contains(context.language) ? context.language : "en")
    }
}

enum PaperName: String, ExpressibleByArgument, CaseIterable {
    case a4, letter

    var paper: SheetPaper {
        switch self {
        case .a4: .a4
        case .letter: .letter
        }
    }
}

/// A calendar beside the Gregorian.
enum SecondCalendar: String, ExpressibleByArgument, CaseIterable {
    case persian, islamic
    case islamicCivil = "islamic-civil"
    case ethiopian

    var system: CalendarSystem {
        switch self {
        case .persian: .persian
        case .islamic: .islamic
        case .islamicCivil: .islamicCivil
        case .ethiopian: .ethiopian
        }
    }
}
