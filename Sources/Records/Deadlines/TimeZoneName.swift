internal import Foundation

/// A time zone by its name in the IANA database: `Asia/Beirut`.
public struct TimeZoneName: Hashable, Sendable {
    public let identifier: String

    /// - Returns: `nil` for a name that the database of this system does not have; abbreviations such as EST are none.
    public init?(_ identifier: String) {
        guard identifier == "UTC" || identifier.contains("/"), identifier.utf8.count <= 64,
            identifier.utf8.allSatisfy({ Self.letters.contains($0) }), TimeZone(identifier: identifier) != nil
        else { return nil }
        self.identifier = identifier
    }

    /// Seconds that clocks of the zone are ahead of UTC at an instant.
    public func offset(at instant: Int64) -> Int64 {
        guard let zone = TimeZone(identifier: identifier) else { preconditionFailure("the zone was found before") }
        return Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(instant))))
    }

    /// The zone whose name may have been meant.
    public static func nearest(_ typed: String) -> String? { Nearest.name(to: typed, among: TimeZone.knownTimeZoneIdentifiers) }

    private static let letters = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-".utf8)
}
