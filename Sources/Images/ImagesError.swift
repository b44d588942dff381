public import Records

public enum ImagesErrorCode: String, FailureCode, CaseIterable {
    /// Neither JPEG nor PNG, whatever its name says.
    case notAnImage
    /// More bytes, or more pixels, than are looked at.
    case tooLarge
    /// The decoder could not make sense of it, or it ends early.
    case damagedImage
    /// The child took too long or was ended by the kernel.
    case decoderEnded
    /// The child could not be started or confined: nothing was decoded.
    case noDecoder

    public var kind: FailureKind {
        switch self {
        case .notAnImage, .tooLarge: .usage
        case .damagedImage: .damaged
        case .decoderEnded, .noDecoder: .failed
        }
    }
}

public typealias ImagesError = Failure<ImagesErrorCode>
