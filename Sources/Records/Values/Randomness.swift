/// A source of random numbers that can be handed on: the system's, or a seeded one where a run is to be repeated.
public struct Randomness: RandomNumberGenerator, Sendable {
    private let number: @Sendable () -> UInt64

    /// - Parameter number: sixty-four random bits at each call. What keys come from must be a cryptographic generator.
    public init(_ number: @escaping @Sendable () -> UInt64) { self.number = number }

    public func next() -> UInt64 { number() }

    /// The system's generator.
    public static let system = Randomness { UInt64.random(in: .min ... .max) }
}
