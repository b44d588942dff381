import ArgumentParser

/// A kind of record as a noun of the command line. The commands are the same for all of them.
protocol KindNoun: Sendable {
    static var kind: String { get }
    /// One of them, in a sentence after "a".
    static var singular: String { get }
    static var plural: String { get }
    static var abstract: String { get }
    /// Verbs that only this noun has.
    static var more: [any ParsableCommand.Type] { get }
    /// Another `show` than that of all kinds.
    static var show: (any ParsableCommand.Type)? { get }
}

extension KindNoun {
    static var singular: String { kind.replacing("_", with: " ") }
    static var more: [any ParsableCommand.Type] { [] }
    static var show: (any ParsableCommand.Type)? { nil }

    /// As it is typed: `follow-up-check`; `follow_up_check`, as files and JSON have it, is understood too.
    static var command: String { kind.replacing("_", with: "-") }

    /// "a client", "an obligation"
    static var one: String { ("aeiou".contains(singular.prefix(1)) ? "an " : "a ") + singular }
}

/// `satchel client …`
struct RecordCommand<Noun: KindNoun>: ParsableCommand {
    static var configuration: CommandConfiguration {
        let verbs: [any ParsableCommand.Type] = [
            RecordAdd<Noun>.self, Noun.show ?? RecordShow<Noun>.self, RecordList<Noun>.self, RecordEdit<Noun>.self, RecordNote<Noun>.self,
            RecordFields<Noun>.self,
        ]
        return CommandConfiguration(
            commandName: Noun.command, abstract: Noun.abstract, subcommands: verbs + Noun.more,
            aliases: Noun.command == Noun.kind ? [] : [Noun.kind])
    }
}
