import Records
import Views

/// Two people on different sides who may be one: somebody whom the clinic advises, and somebody whom a case is against.
public struct InterestConflict: Sendable {
    public enum Relation: String, Sendable, CaseIterable {
        /// The other side of this case is, or may be, a client.
        case opponentIsClient = "opponent_is_client"
        /// A client of this case is, or may be, the other side of another case.
        case clientIsOpponent = "client_is_opponent"
        /// Neither side, but somebody of this case (third party, guarantor, …) and a client.
        case thirdPartyIsClient = "third_party_is_client"
        /// A client of a case and the other side of the very same case.
        case ownOpponent = "own_opponent"
    }

    public let relation: Relation
    /// The case that was checked.
    public let matter: RecordSummary
    /// The party, or the case or dispute in whose text the other side stands.
    public let party: RecordSummary
    /// The field of the text, when it is no party's record.
    public let field: String?
    public let client: RecordSummary
    public let likeness: Likeness
    /// Whether both are the same record, and no likeness of names.
    public let isCertain: Bool
    let pair: InterestPair
}

/// What a check of one case found.
public struct InterestCheck: Sendable {
    public let matter: RecordSummary
    /// How many persons of the case were compared.
    public let personCount: Int
    /// Those that nobody has decided about, as they stand now; at most ``shownMax``, the others come when these are decided.
    public let pending: [InterestConflict]
    /// Those that a decision was made about.
    public let decided: [InterestConflict]
    /// How many of them may be known elsewhere, by the blinded index: possible matches, to ask headquarters about. `nil` without one.
    public let indexMatches: Int?

    /// The most pairs that one check shows and one decision is about.
    public static let shownMax = 4096

    /// What was shown, for ``Clinic/decideInterest(of:seen:result:decision:by:)``.
    public var token: String {
        InterestToken.encode(matter: matter.id, pairs: (pending + decided).prefix(Self.shownMax).map(\.pair))
    }
}

/// Somebody of a case.
struct CasePerson {
    enum Side { case client, opponent, third }

    let side: Side
    let row: RecordRow
    let field: String?
    let identity: Identity
    /// The client who the party is said to be.
    var client: RecordID?
}
