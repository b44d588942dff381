import Records
import ReplicatedLog

extension HoldReason {
    /// What the segments wait for, as words that follow "3 segments, ".
    var words: String {
        switch self {
        case .gap: "until the entries before them arrive"
        case .unknownDevice: "until the roster tells of their device"
        case .notGranted: "written by a device that may not write there"
        case .cutOff: "written after their device lost its authority"
        case .fork: "which contradict what is here; headquarters decides"
        }
    }
}

/// Why something in a parcel was refused, by the stable code of the refusal.
enum RefusalWords {
    /// Not a sign of damage: the roster may only be late.
    static let unknownDevice = "unknownDevice"

    static func phrase(_ code: String) -> Phrase {
        switch code {
        case unknownDevice: return "receipts of devices that the roster here does not tell of"
        case "statement": return "receipts whose signature is false"
        case "unreadableFrame": return "pieces that cannot be read"
        default: break
        }
        guard let known = LogErrorCode(rawValue: code) else { return "\(code)" }
        return switch known {
        case .malformed: "not what a segment is"
        case .tooLarge: "larger than is allowed"
        case .unsupported: "written by a newer version"
        case .gap: "not connected to what is here"
        case .brokenChain: "does not follow what is here, or the signature is false"
        case .wrongOrigin: "signed by another device than it says"
        case .missingPayload: "left out content that nobody erased"
        case .badSnapshot: "a snapshot that cannot be used"
        }
    }
}
