import Clinic
import Records
import Trials

/// A blind relay: it holds sealed parcels for whoever fetches them, and knows nothing else. It loses, repeats, mixes up and delays them.
extension World {
    /// A parcel, or a part of one, that waits at the relay.
    struct Relayed {
        let bytes: [UInt8]
        let sender: Int
        let recipient: Int
        let sent: Int64
        /// Tells parts apart.
        let number: Int
    }

    /// Small, so that a parcel has several parts, which come in whatever order.
    static let relayPartBytesMax = 8 << 10

    /// A device leaves parcels for another one with the relay.
    func post(_ index: Int) async throws {
        guard let recipient = near(index).randomElement(using: &dice) else { return }
        let code = devices[recipient].code
        let resend = dice.happens(10)
        let parts = try await act(index, "posts") { clinic, _ in
            do {
                return try await clinic.writeParcel(to: [code], resend: resend, partBytesMax: Self.relayPartBytesMax).parts
            } catch let error as ClinicError where error.code == .unknownDevice {
                // It has not heard of it yet, or it may read nothing of what is held here.
                return []
            }
        }
        guard let parts, !parts.isEmpty else { return }
        say("  \(devices[index].code) leaves \(parts.count) parts for \(code) with the relay")
        for part in parts {
            counts.relayed += 1
            parcelCount += 1
            if dice.happens(8) {
                counts.lost += 1
                say("  the relay loses one")
                continue
            }
            relay.append(Relayed(bytes: part, sender: index, recipient: recipient, sent: time, number: parcelCount))
        }
    }

    /// A device fetches some of what waits for it, in whatever order. What was fetched may be there again next time.
    func fetch(_ index: Int) async throws {
        // Whoever asks is more often one for whom something waits.
        let waiting = Set(relay.map(\.recipient)).sorted()
        let index = dice.happens(70) ? waiting.randomElement(using: &dice) ?? index : index
        for item in relay.filter({ $0.recipient == index }).shuffled(using: &dice).prefix(8) where dice.happens(80) {
            if dice.happens(85) { relay.removeAll { $0.number == item.number } }
            if dice.happens(6) { try await misdeliver(item) }
            note(arrivalOf: item.number, from: item.sender, sent: item.sent, at: index)
            let bytes = dice.happens(15) ? damaged(item.bytes, of: item.sender) : item.bytes
            let report = try await act(index, "fetches") { clinic, _ in try await clinic.readParcel(bytes) }
            if let report {
                say(
                    "  \(devices[index].code) fetches \(devices[item.sender].code)'s of \((time - item.sent) / 86_400) days: \(Self.words(report))"
                )
            }
        }
    }

    /// Somebody for whom a parcel is not can do nothing with it, and is not changed by it.
    private func misdeliver(_ item: Relayed) async throws {
        let others = devices.indices.filter { $0 != item.recipient && $0 != item.sender }
        guard let other = others.randomElement(using: &dice) else { return }
        let before = try await picture(other)
        let report = try await act(other, "fetches another's parcel", mayCrash: false) { clinic, _ in
            try await clinic.readParcel(item.bytes)
        }
        guard let report else { return }
        counts.misdelivered += 1
        say("  the relay gives \(devices[other].code) what is for \(devices[item.recipient].code): \(Self.words(report))")
        guard report.parcels.allSatisfy({ $0.state == .notForThisDevice }) else {
            throw Finding("\(devices[other].code) opened a parcel that is for \(devices[item.recipient].code)")
        }
        if let difference = before.difference(from: try await picture(other)) {
            throw Finding("another's parcel changed \(devices[other].code): it has \(difference)")
        }
    }

    /// Whom a device exchanges with.
    func near(_ index: Int) -> [Int] {
        devices.indices.filter { devices[$0].parent == index && !devices[$0].isRevoked } + [devices[index].parent].compactMap(\.self)
    }

    /// Counts what arrives late, again, or after something that was sent later.
    func note(arrivalOf number: Int, from sender: Int, sent: Int64, at target: Int) {
        let way = Way(sender: sender, target: target)
        counts.longestDelayDays = max(counts.longestDelayDays, Int((time - sent) / 86_400))
        if arrived[way, default: []].contains(number) { counts.repeated += 1 }
        if let last = lastSent[way], sent < last { counts.overtaken += 1 }
        arrived[way, default: []].insert(number)
        lastSent[way] = max(lastSent[way] ?? sent, sent)
    }

    struct Way: Hashable {
        let sender: Int
        let target: Int
    }
}
