enum SendReferral: WorkflowStep {
    typealias Noun = ReferralNoun
    static let verb = "send"
    static let abstract = "Say that a referral was sent to the other service."
    static let done = "Sent:"
}

enum AcceptReferral: WorkflowStep {
    typealias Noun = ReferralNoun
    static let verb = "accept"
    static let abstract = "Say that the other service accepted a referral."
    static let done = "Accepted:"
}

enum DeclineReferral: WorkflowStep {
    typealias Noun = ReferralNoun
    static let verb = "decline"
    static let abstract = "Say that the other service declined a referral."
    static let done = "Declined:"
}

enum CompleteReferral: WorkflowStep {
    typealias Noun = ReferralNoun
    static let verb = "complete"
    static let abstract = "Say that the other service has given what it was asked for."
    static let done = "Completed:"
}

enum CancelReferral: WorkflowStep {
    typealias Noun = ReferralNoun
    static let verb = "cancel"
    static let abstract = "Take a referral back."
    static let done = "Cancelled:"
}

enum ExpireReferral: WorkflowStep {
    typealias Noun = ReferralNoun
    static let verb = "expire"
    static let abstract = "Give a referral up that nobody answered."
    static let done = "Expired:"
}
