public import Records

extension SpaceState {
    /// Whether an author said to have seen of a chain what is not held of it: more, or another course.
    public func isClaimedOtherwise(_ chain: ChainID) -> Bool {
        guard let index = chains.existing(chain) else { return false }
        return context.voided[index]?.isEmpty == false || context.hasClaims(on: index)
    }
}
