public import Records

/// How much work a passphrase costs whoever tries one: scrypt (RFC 7914) with N = 2^logN, r = 8, p = 1.
public struct ScryptParameters: Hashable, Sendable {
    /// What is used to create a store: about 0.4 to 3 seconds and 128 MiB to 1 GiB.
    public static let createdRange = 17...20
    /// What is accepted when a keyfile is read.
    public static let acceptedRange = 10...20

    /// The base-2 logarithm of N.
    public let logN: Int

    /// - Throws: `.parametersRefused` outside ``createdRange``.
    public init(logN: Int) throws(SealingError) {
        try self.init(logN: logN, accepted: Self.createdRange)
    }

    /// What a keyfile says.
    ///
    /// - Throws: `.parametersRefused` outside ``acceptedRange``.
    package init(accepting logN: Int) throws(SealingError) {
        try self.init(logN: logN, accepted: Self.acceptedRange)
    }

    private init(logN: Int, accepted: ClosedRange<Int>) throws(SealingError) {
        guard accepted.contains(logN) else {
            throw SealingError(
                .parametersRefused, "A scrypt work factor of 2^\(logN) is not accepted.",
                hint: "It must lie between 2^\(accepted.lowerBound) and 2^\(accepted.upperBound).")
        }
        self.logN = logN
    }

    private init(unchecked logN: Int) { self.logN = logN }

    /// The least that a store is created with.
    public static let minimum = ScryptParameters(unchecked: createdRange.lowerBound)
    /// The least that is read, for tests: debug builds are slow.
    package static let weakest = ScryptParameters(unchecked: acceptedRange.lowerBound)

    /// The greatest work factor of ``createdRange`` that takes this machine about `target`, at least 2^17.
    ///
    /// One derivation at 2^17 is measured; each step doubles it.
    ///
    /// - Parameter measure: runs one derivation with the parameters and says how long it took.
    public static func calibrated(
        target: Duration = .seconds(1), measure: (ScryptParameters) throws -> Duration
    ) rethrows -> ScryptParameters {
        // "About": a step is taken when what it leads to lies at most 1.4 times above the target.
        var expected = try measure(minimum) * 2
        var logN = minimum.logN
        while logN < createdRange.upperBound, expected <= target * 7 / 5 {
            logN += 1
            expected *= 2
        }
        return ScryptParameters(unchecked: logN)
    }

    /// Calibrates by running scrypt under `clock`.
    ///
    /// - Throws: `.notEnoughMemory`.
    public static func calibrated(target: Duration = .seconds(1), clock: some Clock<Duration>) throws -> ScryptParameters {
        try calibrated(target: target) { parameters in
            try clock.measure { try Scrypt.benchmark(parameters) }
        }
    }
}
