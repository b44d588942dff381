import Records
import Testing

@testable import Clinic

struct ConsentRuleTests {
    private static let day = CalendarDate("2026-05-10")!
    private static let chain = ChainID(bytes: [UInt8](repeating: 7, count: 16))!
    private static let partner = RecordID(chain: chain, sequence: 9, ordinal: 0)

    private func statement(_ sequence: UInt64 = 1, _ change: (inout ConsentStatement) -> Void = { _ in }) -> ConsentStatement {
        var statement = ConsentStatement(record: RecordID(chain: Self.chain, sequence: sequence, ordinal: 0))
        statement.legalBases = ["consent"]
        statement.purposes = ["referral"]
        statement.givenOn = [CalendarDate("2026-05-01")!]
        change(&statement)
        return statement
    }

    private func decide(
        _ consents: [ConsentStatement], purpose: String = "referral", recipient: Recipient = Recipient(name: "Red Crescent"),
        day: CalendarDate = Self.day
    ) throws -> ConsentDecision {
        ConsentRule(purpose: purpose, recipient: recipient, day: day, catalog: try SchemaCatalog.embedded()).decide(consents)
    }

    @Test func `without a consent nothing leaves, and what is not named is not allowed`() throws {
        #expect(try decide([]) == .refused(.noConsent))
        #expect(try decide([statement { $0.purposes = [] }]) == .refused(.purposeNotIncluded))
        #expect(try decide([statement()], purpose: "publication") == .refused(.purposeNotIncluded))
        #expect(try decide([statement()]) == .allowed(consent: statement().record, withheld: []))
    }

    @Test(
        arguments: [
            ("2026-05-10", nil), ("2026-05-11", .notGiven), ("2026", .notGiven), ("2026-05", .notGiven), ("2026-04", nil), ("2025", nil),
        ] as [(String, ConsentRefusal?)])
    func `it holds from the day on which it was surely given`(given: String, refusal: ConsentRefusal?) throws {
        let decision = try decide([statement { $0.givenOn = [CalendarDate(given)!] }])
        #expect(decision == (refusal.map(ConsentDecision.refused) ?? .allowed(consent: statement().record, withheld: [])))
    }

    @Test(
        arguments: [
            ("2026-05-10", nil), ("2026-05-09", .expired), ("2026-05", .expired), ("2026-06", nil), ("2026", .expired), ("2027", nil),
        ] as [(String, ConsentRefusal?)])
    func `it holds through its last day, and no day longer than is sure`(expires: String, refusal: ConsentRefusal?) throws {
        let decision = try decide([statement { $0.expiresOn = [CalendarDate(expires)!] }])
        #expect(decision == (refusal.map(ConsentDecision.refused) ?? .allowed(consent: statement().record, withheld: [])))
    }

    @Test func `values that contradict each other count as the stricter`() throws {
        let early = CalendarDate("2026-05-02")!
        let late = CalendarDate("2026-06-02")!
        #expect(try decide([statement { $0.withdrawnOn = [late] }]) == .refused(.withdrawn))
        #expect(try decide([statement { $0.expiresOn = [late, early] }]) == .refused(.expired))
        #expect(try decide([statement { $0.givenOn = [early, late] }]) == .refused(.notGiven))
        #expect(try decide([statement { $0.isGivenUncertain = true }]) == .refused(.notGiven))
        let both = try decide([statement { $0.withhold = ["phone", "address"] }])
        #expect(both == .allowed(consent: statement().record, withheld: ["phone", "address"]))
        #expect(
            try decide([
                statement {
                    $0.legalBases = ["legal_obligation", "consent"]; $0.givenOn = []
                }
            ]) == .refused(.notGiven))
    }

    @Test func `another legal basis needs no day of giving, but its limits count`() throws {
        let duty = statement {
            $0.legalBases = ["legal_obligation"]; $0.givenOn = []
        }
        #expect(try decide([duty]) == .allowed(consent: duty.record, withheld: []))
        #expect(try decide([duty], purpose: "research") == .refused(.purposeNotIncluded))
        #expect(
            try decide([
                statement {
                    $0.legalBases = []; $0.givenOn = []
                }
            ]) == .refused(.notGiven))
    }

    @Test func `a recipient is named by record or by type, or nobody is limited`() throws {
        let limited = statement {
            $0.recipientTypes = ["health_provider"]; $0.recipients = [Self.partner]
        }
        let allowed = ConsentDecision.allowed(consent: limited.record, withheld: [])
        #expect(try decide([limited]) == .refused(.recipientNotIncluded))
        #expect(try decide([limited], recipient: Recipient(name: "x", type: "police")) == .refused(.recipientNotIncluded))
        #expect(try decide([limited], recipient: Recipient(name: "x", type: "health_provider")) == allowed)
        #expect(try decide([limited], recipient: Recipient(name: "x", partner: Self.partner, type: "police")) == allowed)
    }

    @Test(
        arguments: [
            ("phone, address", ["phone", "address"]), ("Téléphone؛ Identity number", ["phone", "identity_number"]), ("", []),
            ("birth_date\nphone", ["birth_date", "phone"]),
        ] as [(String, Set<String>)])
    func `what is withheld goes by names of fields in any language`(words: String, fields: Set<String>) throws {
        guard case .allowed(_, let withheld) = try decide([statement { $0.withhold = [words] }]) else {
            Issue.record("it was refused: \(words)")
            return
        }
        #expect(withheld.isSuperset(of: fields) && withheld.isEmpty == fields.isEmpty)
    }

    @Test func `words that are no names of fields withhold everything`() throws {
        #expect(try decide([statement { $0.withhold = ["nothing about my brother"] }]) == .refused(.withholdUnclear))
    }

    @Test func `one consent that allows it is enough, and the last given says what is withheld`() throws {
        let old = statement(1) {
            $0.givenOn = [CalendarDate("2025-01-01")!]; $0.withhold = ["phone"]
        }
        let new = statement(2) { $0.withhold = ["address"] }
        let gone = statement(3) { $0.withdrawnOn = [Self.day] }
        for consents in [[old, new, gone], [gone, new, old], [new, gone, old]] {
            #expect(try decide(consents) == .allowed(consent: new.record, withheld: ["address"]))
        }
        #expect(try decide([gone, statement(4) { $0.purposes = ["research"] }]) == .refused(.purposeNotIncluded))
    }
}
