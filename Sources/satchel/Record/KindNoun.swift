import ArgumentParser

/// A kind of record as a noun of the command line. The commands are the same for all of them.
protocol KindNoun: Sendable {
    static var kind: String { get }
    static var plural: String { get }
    static var abstract: String { get }
    /// Verbs that only this noun has.
    static var more: [any ParsableCommand.Type] { get }
}

extension KindNoun {
    static var more: [any ParsableCommand.Type] { [] }
}

enum ClientNoun: KindNoun {
    static let kind = "client"
    static let plural = "clients"
    static let abstract = "People whom the clinic advises."
    static let more: [any ParsableCommand.Type] = [TransferCommand<ClientNoun>.self]
}

enum CaseNoun: KindNoun {
    static let kind = "case"
    static let plural = "cases"
    static let abstract = "Legal matters."
    static let more: [any ParsableCommand.Type] = [
        CaseStepCommand<OpenVerb>.self, CaseStepCommand<SuspendVerb>.self, CaseStepCommand<ResumeVerb>.self, CaseClose.self,
        CaseStepCommand<ReopenVerb>.self, CaseReview.self, CaseTime.self, CaseStatus.self, TransferCommand<CaseNoun>.self,
    ]
}

enum ConsultationNoun: KindNoun {
    static let kind = "consultation"
    static let plural = "consultations"
    static let abstract = "Talks in which advice was given."
}

enum DocumentNoun: KindNoun {
    static let kind = "document"
    static let plural = "documents"
    static let abstract = "Papers and their scans."
    static let more: [any ParsableCommand.Type] = [DocumentAttach.self, DocumentExtract.self, DocumentVerify.self]
}

enum DisputeNoun: KindNoun {
    static let kind = "dispute"
    static let plural = "disputes"
    static let abstract = "Quarrels that somebody tries to settle."
}

enum TaskNoun: KindNoun {
    static let kind = "task"
    static let plural = "tasks"
    static let abstract = "Hearings, filings and other things to be done by a day."
}

/// `satchel client …`
struct RecordCommand<Noun: KindNoun>: ParsableCommand {
    static var configuration: CommandConfiguration {
        let verbs: [any ParsableCommand.Type] = [
            RecordAdd<Noun>.self, RecordShow<Noun>.self, RecordList<Noun>.self, RecordEdit<Noun>.self, RecordNote<Noun>.self,
            RecordFields<Noun>.self,
        ]
        return CommandConfiguration(commandName: Noun.kind, abstract: Noun.abstract, subcommands: verbs + Noun.more)
    }
}
