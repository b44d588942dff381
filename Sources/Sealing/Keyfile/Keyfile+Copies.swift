public import Records

extension Keyfile {
    /// What became of one copy of the keyfile when the newest was looked for.
    public enum CopyState: Sendable {
        /// This copy was chosen.
        case chosen
        /// Byte for byte the chosen one.
        case same
        /// Whole, but from an earlier generation: a crash came between the two writes, or somebody put an old one back.
        case older(generation: UInt64)
        /// Whole, but of another store, or the same generation with other content.
        case foreign
        /// Not readable as a keyfile.
        case damaged(SealingError)
        /// No such file.
        case missing
    }

    /// The chosen copy and the state of all.
    public struct Selection: Sendable {
        public let keyfile: Keyfile
        /// One for each candidate, in their order.
        public let copies: [CopyState]
        /// Whether some copy is not the chosen one, so that all should be written again after unlocking.
        public var needsRewrite: Bool {
            copies.contains { state in
                switch state {
                case .chosen, .same: false
                case .older, .foreign, .damaged, .missing: true
                }
            }
        }
    }

    /// Chooses the whole copy with the highest generation; of equals the first.
    ///
    /// - Parameter candidates: the contents of the copies; `nil` where there is no file.
    /// - Throws: `.missing` when there is no copy at all, otherwise the first copy's fault when none is whole.
    public static func newest(of candidates: [[UInt8]?]) throws(SealingError) -> Selection {
        var read: [Result<Keyfile, SealingError>?] = []
        for candidate in candidates {
            guard let candidate else {
                read.append(nil)
                continue
            }
            do throws(SealingError) {
                read.append(.success(try Keyfile(decoding: candidate)))
            } catch {
                read.append(.failure(error))
            }
        }
        var chosen: (index: Int, keyfile: Keyfile)?
        var firstFault: SealingError?
        for (index, result) in read.enumerated() {
            switch result {
            case .success(let keyfile) where keyfile.generation > chosen?.keyfile.generation ?? 0: chosen = (index, keyfile)
            case .failure(let fault): firstFault = firstFault ?? fault
            default: continue
            }
        }
        guard let chosen else {
            throw firstFault ?? SealingError(.missing, "There is no keyfile.", hint: "Check that this is the store's folder.")
        }
        let copies = read.enumerated().map { index, result -> CopyState in
            switch result {
            case nil: .missing
            case .failure(let fault): .damaged(fault)
            case .success where index == chosen.index: .chosen
            case .success(let keyfile) where keyfile == chosen.keyfile: .same
            case .success(let keyfile) where keyfile.storeID == chosen.keyfile.storeID && keyfile.generation < chosen.keyfile.generation:
                .older(generation: keyfile.generation)
            case .success: .foreign
            }
        }
        return Selection(keyfile: chosen.keyfile, copies: copies)
    }
}
