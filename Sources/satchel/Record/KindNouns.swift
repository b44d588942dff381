import ArgumentParser

enum ClientNoun: KindNoun {
    static let kind = "client"
    static let plural = "clients"
    static let abstract = "People whom the clinic advises."
    static let more: [any ParsableCommand.Type] = [
        ClientDuplicates.self, ClientLink.self, ClientUnlink.self, TransferCommand<ClientNoun>.self,
    ]
}

enum HouseholdNoun: KindNoun {
    static let kind = "household"
    static let plural = "households"
    static let abstract = "People who live and eat together, counted."
}

enum HouseholdMemberNoun: KindNoun {
    static let kind = "household_member"
    static let plural = "household members"
    static let abstract = "Single persons of a household."
}

enum PartyNoun: KindNoun {
    static let kind = "party"
    static let plural = "parties"
    static let abstract = "Opposing and third parties, witnesses, guarantors of a case."
}

enum ConsentNoun: KindNoun {
    static let kind = "consent"
    static let plural = "consents"
    static let abstract = "What clients agreed to: purposes, recipients, limits, withdrawal."
    static let more: [any ParsableCommand.Type] = [ConsentGive.self, ConsentWithdraw.self, ConsentOf.self]
}

enum DisclosureNoun: KindNoun {
    static let kind = "disclosure"
    static let plural = "disclosures"
    static let abstract = "What left the clinic about somebody, to whom and why."
}

enum PartnerNoun: KindNoun {
    static let kind = "partner"
    static let plural = "partners"
    static let abstract = "Authorities, courts, organisations and donors the clinic works with."
}

enum CaseNoun: KindNoun {
    static let kind = "case"
    static let plural = "cases"
    static let abstract = "Legal matters."
    static let more: [any ParsableCommand.Type] = [
        CaseStepCommand<OpenVerb>.self, CaseStepCommand<SuspendVerb>.self, CaseStepCommand<ResumeVerb>.self, CaseClose.self,
        CaseStepCommand<ReopenVerb>.self, CaseReview.self, CaseTime.self, CaseStatus.self, TransferCommand<CaseNoun>.self,
        CaseCheck.self, CaseConflicts.self,
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
    static let more: [any ParsableCommand.Type] = [
        DocumentAttach.self, DocumentExtract.self, DocumentVerify.self, DocumentCustody.self, DocumentThumbnail.self,
    ]
}

enum CustodyEventNoun: KindNoun {
    static let kind = "custody_event"
    static let plural = "custody events"
    static let abstract = "Who had a document, who took it, when."
}

enum TaskNoun: KindNoun {
    static let kind = "task"
    static let plural = "tasks"
    static let abstract = "Hearings, filings and other things to be done by a day."
    static let more: [any ParsableCommand.Type] = [
        TaskLimit.self, TaskRules.self, TaskDone.self, TaskReopen.self, TaskExport.self,
    ]
}

enum StatusEventNoun: KindNoun {
    static let kind = "status_event"
    static let plural = "status events"
    static let abstract = "Each change of status of a case or referral."
}

enum ReviewNoun: KindNoun {
    static let kind = "review"
    static let plural = "reviews"
    static let abstract = "What a supervisor found in a case, and what is to be corrected."
}

enum TimeEntryNoun: KindNoun {
    static let kind = "time_entry"
    static let plural = "time entries"
    static let abstract = "Working time, for whoever pays for it."
}

enum ConflictCheckNoun: KindNoun {
    static let kind = "conflict_check"
    static let plural = "conflict checks"
    static let abstract = "Comparisons of a case’s parties with those of others, and what was decided."
}

enum DisputeNoun: KindNoun {
    static let kind = "dispute"
    static let plural = "disputes"
    static let abstract = "Quarrels that somebody tries to settle."
    static let more: [any ParsableCommand.Type] = [DisputeSession.self, DisputeAgree.self, DisputeCheck.self]
    static let show: (any ParsableCommand.Type)? = DisputeShow.self
}

enum DisputeSessionNoun: KindNoun {
    static let kind = "dispute_session"
    static let plural = "dispute sessions"
    static let abstract = "Meetings and hearings in a dispute."
}

enum ObligationNoun: KindNoun {
    static let kind = "obligation"
    static let plural = "obligations"
    static let abstract = "Who has to do what under an agreement, and by when."
    static let more: [any ParsableCommand.Type] = [
        StepCommand<FulfilObligation>.self, StepCommand<LateObligation>.self, StepCommand<BreachObligation>.self,
        StepCommand<WaiveObligation>.self,
    ]
}

enum FollowUpCheckNoun: KindNoun {
    static let kind = "follow_up_check"
    static let singular = "follow-up check"
    static let plural = "follow-up checks"
    static let abstract = "Whether an agreement still holds after 1, 3, 6 and 12 months."
}

enum ReferralNoun: KindNoun {
    static let kind = "referral"
    static let plural = "referrals"
    static let abstract = "Clients passed on to another service."
    static let more: [any ParsableCommand.Type] = [
        StepCommand<SendReferral>.self, StepCommand<AcceptReferral>.self, StepCommand<DeclineReferral>.self,
        StepCommand<CompleteReferral>.self, StepCommand<CancelReferral>.self, StepCommand<ExpireReferral>.self, ReferralStatus.self,
        ReferralPacket.self,
    ]
}

enum OutreachNoun: KindNoun {
    static let kind = "outreach"
    static let singular = "outreach session"
    static let plural = "outreach sessions"
    static let abstract = "Information sessions, trainings, campaigns and workshops."
}

enum FeedbackNoun: KindNoun {
    static let kind = "feedback"
    static let singular = "piece of feedback"
    static let plural = "pieces of feedback"
    static let abstract = "Satisfaction, complaints, suggestions, thanks."
}
