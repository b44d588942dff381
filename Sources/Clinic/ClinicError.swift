public import Records

public enum ClinicErrorCode: String, FailureCode {
    case notAMember
    case alreadyAMember
    case notHeadquarters
    /// The roster does not let this device write in the space.
    case mayNotWrite
    /// A grant that would lower what the device may do, which only a withdrawal does.
    case wouldLower
    /// The device lost its authority for good.
    case deviceRevoked
    /// The registrar's own device, whose authority nobody can take away from here.
    case registrarsOwn
    /// More chains than one decision can name.
    case tooManyChains
    /// More records than one save takes, or none.
    case tooManyRecords
    case unknownSpace
    case unknownDevice
    case notFound
    case ambiguous
    case conflictToSettle
    case noConflict
    case badToken
    case wordsDiffer
    /// An approval that did not arrive whole.
    case badApproval
    case nothingToDo
    /// A record that lives in another space now.
    case moved
    /// A step that the life of a case does not have from where it stands.
    case impossibleStep
    case badSchemas
    case noParcels
    case tooManyParcels
    case verificationFailed
    /// A mapping file that does not say what it should, or not for this file.
    case badMapping
    /// A table without headings, or with two columns of one name.
    case badTable
    /// The client has not agreed, or no longer.
    case consentRefused
    case noDocument
    /// A file without content, which no document is.
    case emptyFile
    case fileExists
    /// An organisation's own fields, codes and forms have faults or would lose something.
    case releaseRefused
    /// The view could not follow the log, and could not be built again either.
    case viewBehind
    /// A record of another kind was named where a client belongs.
    case notAClient
    case notACase
    /// One client where two are needed.
    case samePerson
    case notLinked
    /// An index of another organisation, an expired one, or one older than that which is held.
    case badConflictIndex

    public var kind: FailureKind {
        switch self {
        case .notAMember, .notHeadquarters, .mayNotWrite, .wordsDiffer, .wouldLower, .deviceRevoked, .registrarsOwn, .consentRefused:
            .refused
        case .moved, .impossibleStep, .emptyFile, .alreadyAMember, .unknownSpace, .unknownDevice, .notFound, .ambiguous, .badToken,
            .nothingToDo, .badSchemas, .fileExists, .tooManyRecords, .badMapping, .badTable, .releaseRefused, .notAClient, .notACase,
            .samePerson, .notLinked, .badConflictIndex:
            .usage
        case .conflictToSettle: .conflict
        case .noConflict, .noParcels, .tooManyParcels, .noDocument, .viewBehind, .tooManyChains: .failed
        case .verificationFailed, .badApproval: .damaged
        }
    }
}

public typealias ClinicError = Failure<ClinicErrorCode>
