import Records
public import ReplicatedLog

extension Roster {
    /// Takes a verified roster segment that ``authority(over:chain:in:)`` accepted and that continues its chain.
    /// One that was taken before changes nothing.
    public mutating func fold(_ segment: Segment) {
        guard segment.end > segments[segment.chain]?.last?.end ?? 0 else { return }
        segments[segment.chain, default: []].append(segment)
        learn(Self.epochs(in: segment.contents))
        // A roster is small and changes rarely: folding it again keeps one code path for every epoch.
        refold()
    }

    static func epochs(in segment: UnverifiedSegment) -> [Epoch] {
        segment.entries.flatMap { $0.payload?.operations ?? [] }.compactMap { operation in
            if case .epoch(let epoch)? = try? Decision(operation) { epoch } else { nil }
        }
    }

    /// Of two epochs with one number, which only a root key used twice can make, every replica keeps the same.
    mutating func learn(_ found: [Epoch]) {
        for epoch in found where epoch.isSigned(by: organisation) {
            guard let known = epochs[epoch.number] else {
                epochs[epoch.number] = epoch
                continue
            }
            if known.signature.lexicographicallyPrecedes(epoch.signature) { epochs[epoch.number] = epoch }
        }
        epoch = epochs.max { $0.key < $1.key }?.value
    }

    /// Where the chains of registrars end that a later epoch replaced, in the order in which they were replaced.
    /// The latest epoch that names a chain decides.
    var closings: [CutOff] {
        var result = [CutOff]()
        for number in epochs.keys.sorted() {
            guard let end = epochs[number]?.predecessor else { continue }
            result.removeAll { $0.chain == end.chain }
            result.append(end)
        }
        return result
    }

    private mutating func refold() {
        var fresh = Roster(organisation: organisation)
        fresh.segments = segments
        fresh.epochs = epochs
        fresh.epoch = epoch
        let closings = closings
        for end in closings { fresh.take(segments[end.chain] ?? [], below: end.count) }
        let closed = Set(closings.map(\.chain))
        for (chain, segments) in segments.sorted(by: { $0.key < $1.key }) where !closed.contains(chain) {
            guard let first = segments.first, first.head.origin.deviceKey == epoch?.registrarKey else { continue }
            fresh.take(segments, below: .max)
        }
        self = fresh
    }

    private mutating func take(_ segments: [Segment], below limit: UInt64) {
        for segment in segments { take(segment, below: limit) }
    }

    private mutating func take(_ segment: Segment, below limit: UInt64) {
        for (offset, entry) in segment.entries.enumerated() where segment.first + UInt64(offset) < limit {
            for operation in entry.payload?.operations ?? [] {
                // A decision that this version cannot read changes nothing here; it is kept and forwarded in its segment.
                if let decision = try? Decision(operation) { take(decision) }
            }
            head = RosterHead(count: head.count + 1, head: segment.hashes[offset].short)
        }
    }

    private mutating func take(_ decision: Decision) {
        switch decision {
        case .epoch, .other: break
        case .release(let part): take(part)
        case .enrol(let key, let recipientKey, let code, let role):
            if devices[key] == nil { devices[key] = Device(key: key, recipientKey: recipientKey, code: code, role: role) }
        case .rekey(let key, let recipientKey): devices[key]?.recipientKey = recipientKey
        case .space(let space): if !spaces.contains(space) { spaces.append(space) }
        case .grant(let key, let space, let access):
            // Lowering without a cut-off would leave open which entries were written before it: withdraw first.
            let granted = devices[key]?.grants[space] ?? .read
            devices[key]?.grants[space] = max(granted, access)
            if access == .write { devices[key]?.withdrawn[space] = nil }
        case .withdraw(let key, let space, let cutOffs):
            devices[key]?.grants[space] = nil
            devices[key]?.withdrawn[space] = cutOffs
        case .revoke(let key, let cutOffs): devices[key]?.revoked = cutOffs
        case .erase(let space, let chain, let sequence):
            erasures.insert(Place(space: space, chain: chain, sequence: sequence))
        case .settleFork(let space, let chain, let sequence, let hash):
            settlements[space, default: [:]][chain, default: [:]][sequence] = hash
        }
    }
}
