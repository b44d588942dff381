enum FulfilObligation: WorkflowStep {
    typealias Noun = ObligationNoun
    static let verb = "fulfil"
    static let abstract = "Say that an obligation was fulfilled."
    static let done = "Fulfilled:"
}

enum LateObligation: WorkflowStep {
    typealias Noun = ObligationNoun
    static let verb = "late"
    static let abstract = "Say that an obligation was not fulfilled in time and is still awaited."
    static let done = "Late:"
}

enum BreachObligation: WorkflowStep {
    typealias Noun = ObligationNoun
    static let verb = "breach"
    static let abstract = "Say that an obligation was breached."
    static let done = "Breached:"
}

enum WaiveObligation: WorkflowStep {
    typealias Noun = ObligationNoun
    static let verb = "waive"
    static let abstract = "Say that the creditor does without an obligation."
    static let done = "Waived:"
}
