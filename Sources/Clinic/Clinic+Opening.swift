public import Forms
public import Records
import Exchange
import Foundation
import ReplicatedLog
import Roster
import Sealing
import Vault
import Views

extension Clinic {
    static let organisationSetting = "organisation"
    static let missingSetting = "missing-documents"
    static let forkedSetting = "forked-chains"
    static let formerSetting = "former-incarnations"
    static let ledgerSetting = "statement-ledger"
    static let namePrefix = "person-name/"

    public static func exists(at home: String) -> Bool { VaultDirectory.exists(home) }

    /// The socket through which other commands reach the process that holds the store.
    public static func controlSocketPath(home: String) -> String { VaultDirectory.controlSocket(home) }

    /// Six words that nobody has to invent.
    public static func generatedPassphrase() -> String { Words.passphrase() }

    /// The catalog of kinds: embedded, with the files of the override directory laid over.
    public static func catalog(_ options: Options) throws -> SchemaCatalog {
        guard options.schemaDirectory != nil else { return try SchemaCatalog.embedded() }
        return try SchemaCatalog(files: try schemaFiles(options))
    }

    /// The forms and checks that go with ``catalog(_:)``, without what the organisation released.
    public static func library(_ options: Options) throws -> FormLibrary {
        FormLibrary(files: try schemaFiles(options), catalog: try catalog(options))
    }

    /// The files that the executable carries, with those of the override directory laid over.
    static func schemaFiles(_ options: Options) throws -> [String: [UInt8]] {
        var files = SchemaCatalog.embeddedFiles
        guard let directory = options.schemaDirectory else { return files }
        for folder in ["records", "vocabularies", "forms", "checks"] {
            let path = directory + "/" + folder
            for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] where name.hasSuffix(".json") {
                files[folder + "/" + name] = try DurableFile.read(path + "/" + name, byteCountMax: JSONValue.bytesMax)
            }
        }
        return files
    }

    /// A store on a laptop that does not belong to an organisation yet.
    public static func createDevice(_ options: Options, personName: String, passphrase: String) async throws -> Clinic {
        let catalog = try catalog(options)
        let person = try checkedName(personName)
        var random = options.random
        let id = PersonID.random(using: &random)
        let vault = try Vault.create(
            at: options.home, on: options.disk, person: id, passphrase: try Passphrase(passphrase), parameters: try parameters(options),
            random: options.random)
        var batch = LogBatch()
        batch.settings[namePrefix + id.description] = Array(person.utf8)
        try vault.log.write(batch)
        return Clinic(options: options, catalog: catalog, vault: vault, view: try RecordView(catalog: catalog))
    }

    /// Headquarters: a store, an organisation, and this device enrolled as its registrar.
    ///
    /// - Returns: the clinic, and the printed root key, which exists nowhere else.
    public static func found(
        _ options: Options, deviceCode: String, personName: String, passphrase: String
    ) async throws -> (clinic: Clinic, rootKey: String) {
        var random = options.random
        let root = RootKey(random: &random)
        guard let organisation = Organisation(rootKey: root.publicKey) else { preconditionFailure("a root key has 32 bytes") }
        let code = try DeviceCode.validated(deviceCode, in: Roster(organisation: organisation))
        let clinic = try await createDevice(options, personName: personName, passphrase: passphrase)
        try await clinic.found(organisation, root: root, code: code)
        return (clinic, root.printed)
    }

    private func found(_ organisation: Organisation, root: RootKey, code: String) throws {
        var batch = LogBatch()
        batch.settings[Self.organisationSetting] = organisation.rootKey
        try vault.log.write(batch)
        replica = Replica(organisation: organisation)
        let epoch = try Epoch(number: 1, registrarKey: deviceKey, predecessor: nil, root: root)
        try decide([
            .epoch(epoch),
            .enrol(deviceKey: deviceKey, recipientKey: vault.ring.recipientKey.publicKey.bytes, code: code, role: .headquarters),
        ])
    }

    /// Unlocks a store and brings its view up to date: from the sealed image and the log's tail, or else from the whole log.
    public static func open(_ options: Options, passphrase: String, report: Report? = nil) async throws -> Clinic {
        let catalog = try catalog(options)
        report?(Progress(stage: .unlocking, done: 0, total: 1))
        let vault = try Vault.unlock(
            at: options.home, on: options.disk, passphrase: try Passphrase(passphrase), random: options.random)
        let clinic = Clinic(options: options, catalog: catalog, vault: vault, view: try RecordView(catalog: catalog))
        try await clinic.load(report)
        return clinic
    }

    private static func parameters(_ options: Options) throws -> ScryptParameters {
        if let logN = options.scryptLogN { return try ScryptParameters(accepting: logN) }
        return try ScryptParameters.calibrated(clock: ContinuousClock())
    }

    static func checkedName(_ text: String) throws -> String {
        let name = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !name.isEmpty, name.count <= 200, !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw ClinicError(
                .nothingToDo, "The name is empty, too long or holds control characters.", hint: "Give a name of 1 to 200 characters.")
        }
        return name
    }

    // MARK: Loading

    private func load(_ report: Report?) throws {
        guard let rootKey = try vault.log.setting(Self.organisationSetting), let organisation = Organisation(rootKey: rootKey) else {
            return
        }
        try takeStoredRelease()
        missingDocuments = try Self.decodeMissing(try vault.log.setting(Self.missingSetting))
        forkedChains = try Self.decodeForked(try vault.log.setting(Self.forkedSetting))
        formerIncarnations = try Self.decodeFormer(try vault.log.setting(Self.formerSetting))
        // Noticed, and stopped before the new incarnation was kept.
        if formerIncarnations.contains(vault.ring.incarnation) { try beginIncarnation() }
        ledger = StatementLedger(try vault.log.setting(Self.ledgerSetting))
        for stored in try vault.log.statements() {
            let (counting, bases) = Self.decodeStatements(stored.bytes)
            for statement in counting { statements.take(statement) }
            for statement in bases { statements.keep(statement) }
        }
        let incarnation = vault.ring.incarnation
        let image = vault.takeImage()
        if vault.logWasPutBack { try noticeRollback() }
        if try vault.logWasPutBack || !loadImage(organisation, image, report) { try rebuildWhatStands(organisation, report) }
        // What a crash kept from being done when the roster or a chain had changed.
        try judgeAgain()
        try rewriteOtherCourses()
        try restateMisledEntries()
        followReleases()
        // Of a log that was put back the newer documents are no leftovers: the newer log may be found again.
        guard vault.ring.incarnation == incarnation else { return }
        do {
            try finishAttaching(isNamed: false)
            try vault.documents.removeOrphans()
        } catch {
            warnings.append("What an interrupted command left in the store's folder could not be removed. The next opening tries again.")
        }
    }

    /// Continues from the image when it agrees with the log.
    private func loadImage(_ organisation: Organisation, _ image: StoredImage?, _ report: Report?) throws -> Bool {
        guard let image, let viewByteCount = image.byteCount(of: ImageName.view) else { return false }
        var states = [SpaceState]()
        for name in image.names where name.hasPrefix(ImageName.statePrefix) {
            guard let bytes = try? image.bytes(of: name), let state = try? SpaceState(snapshot: bytes) else { return false }
            states.append(state)
        }
        // Opened into the very memory that SQLite then uses.
        let loaded = try? RecordView(imageByteCount: viewByteCount, catalog: catalog) { memory in
            try image.read(ImageName.view) { offset, bytes in
                bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: memory[offset...]).copyMemory(from: $0) }
            }
        }
        guard let loaded else { return false }
        for state in states {
            let heads = Dictionary(uniqueKeysWithValues: vault.log.heads(in: state.space).map { ($0.origin.chain(in: state.space), $0) })
            for (chain, position) in state.vector.positions {
                let held = heads[chain]?.count ?? 0
                if held < position.count {
                    try noticeRollback()
                    return false
                }
                if held == position.count, heads[chain]?.hash != position.head { return false }
            }
        }
        do {
            try fold(onto: states, view: loaded, organisation)
        } catch {
            // The image is of another course of the log, or the log is damaged: the log alone says what holds.
            return false
        }
        return true
    }

    /// Takes over the states and the view of an image, and folds what came after it.
    private func fold(onto states: [SpaceState], view loaded: sending RecordView, _ organisation: Organisation) throws {
        var roster = Roster(organisation: organisation)
        try verifiedSegments(of: organisation.rosterSpace) { roster.fold($0) }
        currentView = loaded
        replica = Replica(roster: roster, spaces: states, held: try vault.log.held())
        for space in vault.log.spaces {
            for head in vault.log.heads(in: space) {
                let chain = head.origin.chain(in: space)
                var known = replica?.spaces[space]?.heads[chain]
                guard known?.count ?? 0 < head.count else { continue }
                for stored in try vault.log.segments(of: chain, in: space, from: known?.count ?? 0) {
                    let segment = try stored.suffix(from: known?.count ?? 0).verified(after: known) { _ in true }
                    known = segment.head
                    entriesSinceImage += segment.entries.count
                    show(replica?.fold(segment) ?? [], in: space)
                }
            }
        }
    }

    /// Folds the log; of a chain that is damaged only what comes before the damage, so that the rest can be read and checked.
    private func rebuildWhatStands(_ organisation: Organisation, _ report: Report?) throws {
        do {
            try rebuild(organisation, report)
        } catch let error as VaultError where error.code == .damaged {
            // Reading everything once tells the log which rows to pass over.
            _ = vault.check(readData: true)
            try rebuild(organisation, report)
            warnings.append("A part of the log is damaged. What comes before the damage is shown; run `satchel check --read-data`.")
        }
    }

    /// Folds everything from the log again. Nothing but the log is needed.
    func rebuild(_ organisation: Organisation, _ report: Report?) throws {
        viewIsBehind = true
        vault.abandonImage()
        queue = ViewQueue()
        introduced = []
        writtenAgain = [:]
        restated = [:]
        currentView = try RecordView(catalog: catalog)
        var roster = Roster(organisation: organisation)
        try verifiedSegments(of: organisation.rosterSpace) { roster.fold($0) }
        replica = Replica(roster: roster, spaces: [SpaceState(space: organisation.rosterSpace)], held: try vault.log.held())
        let total = vault.log.spaces.reduce(UInt64(0)) { total, space in total + vault.log.heads(in: space).reduce(0) { $0 + $1.count } }
        var done: UInt64 = 0
        for space in vault.log.spaces {
            try foldLog(of: space) { entryCount in
                done += UInt64(entryCount)
                report?(Progress(stage: .rebuilding, done: done, total: total))
            }
        }
        viewIsBehind = false
        entriesSinceImage = max(entriesSinceImage, Self.entriesPerImage)
    }

    /// Every segment of a space in the log, verified again.
    func verifiedSegments(of space: SpaceID, _ visit: (Segment) throws -> Void) throws {
        var heads = [ChainID: ChainHead]()
        try vault.log.allSegments(in: space) { stored in
            let segment = try stored.verified(after: heads[stored.chain]) { _ in true }
            heads[stored.chain] = segment.head
            try visit(segment)
        }
    }

    /// The log holds less than it did when the store was closed, or than others know: an older copy was put back. Continuing the old chains would
    /// fork them, so the store starts a new incarnation; what it lost comes back from its peers.
    ///
    /// - Parameter other: an incarnation of this device that this store knows nothing of, as somebody else told.
    func noticeRollback(alsoLeaving other: [UInt8]? = nil) throws {
        try leaveIncarnation(and: other)
        warnings.append(
            "This store was put back to an older state. It goes on under a new identity of its chains; what is missing comes back with the next stick."
        )
    }

    /// Goes on in new chains.
    func leaveIncarnation(and other: [UInt8]? = nil) throws {
        // Written first: with the old incarnation among those that were left, opening the store begins a new one.
        for left in [other, vault.ring.incarnation].compactMap(\.self) where !formerIncarnations.contains(left) {
            formerIncarnations.append(left)
        }
        var batch = LogBatch()
        batch.settings[Self.formerSetting] = formerIncarnations.flatMap(\.self)
        try vault.log.write(batch)
        try beginIncarnation()
        // From here on the log counts as it is, also if this process does not live to close the store.
        try vault.writeHeads()
    }

    private func beginIncarnation() throws {
        var ring = vault.ring
        var random = options.random
        ring.beginIncarnation(random: &random)
        try vault.saveRing(ring)
    }

    /// Locks: writes the image of the view when it pays, and forgets the keys with the process.
    ///
    /// - Throws: what storage throws; the store is closed all the same.
    public func close() throws {
        endUpkeep()
        // All of this may be left undone: without it the next opening takes longer, and nothing that was saved is lost.
        if replica != nil, entriesSinceImage >= entriesPerImage(atLeast: Self.entriesPerImage) {
            showQueued()
            if !viewIsBehind { try? writeImage() }
        }
        // A command that saves once and ends leaves nobody idle.
        if let place = compactable.first, vault.log.wantsCompaction(place.chain, in: place.space) {
            _ = try? vault.log.compactOneRun(of: place.chain, in: place.space)
        }
        try vault.close()
    }

    func writeImage() throws {
        try beginImage()
        while vault.isWritingImage { if try !vault.continueImage(pieceCount: 64) { imageIsWritten() } }
    }

    /// - Precondition: nothing waits to be shown, or the image would lack it and the states would not.
    func beginImage() throws {
        let view = try view
        // A state that is to be folded again is not kept: nobody who opens the image would know.
        guard let replica, replica.contradicted.isEmpty else { return }
        let live = try view.liveImage()
        var parts = [ImagePart(name: ImageName.view, byteCount: live.byteCount) { try live.read($0, $1) }]
        for (space, state) in replica.spaces {
            let snapshot = state.stateSnapshot
            let name = ImageName.statePrefix + space.description
            parts.append(ImagePart(name: name, byteCount: snapshot.byteCount) { snapshot.bytes($0..<$0 + $1) })
        }
        try vault.beginImage(parts)
        entriesInImage = entriesSinceImage
    }

    func imageIsWritten() { entriesSinceImage = max(0, entriesSinceImage - entriesInImage) }

    enum ImageName {
        static let view = "view"
        static let statePrefix = "state/"
    }

    static func decodeFormer(_ bytes: [UInt8]?) throws -> [[UInt8]] {
        var reader = ByteReader(bytes ?? [])
        var incarnations = [[UInt8]]()
        while reader.remaining > 0 { incarnations.append(try reader.raw(ChainOrigin.incarnationByteCount)) }
        return incarnations
    }

    /// Statements of one device about one space that count, one after another, and behind an empty one those that its differences may be
    /// from; damage costs what was heard, not the store.
    static func decodeStatements(_ bytes: [UInt8]) -> (counting: [Statement], bases: [Statement]) {
        var reader = ByteReader(bytes)
        var statements = [Statement]()
        while reader.remaining > 0, let encoded = try? reader.blob(max: Statement.bytesMax), !encoded.isEmpty {
            if let statement = try? Statement(decoding: encoded) { statements.append(statement) }
        }
        return (statements, (try? Statement.readRun(&reader)) ?? [])
    }

    /// What a device has stated of a space, as ``decodeStatements(_:)`` reads it.
    static func stored(_ statements: PeerStatements, of deviceKey: [UInt8], in space: SpaceID) -> StoredStatement {
        var writer = ByteWriter()
        for statement in statements[deviceKey, space] { writer.blob(statement.encoded) }
        writer.blob([])
        writer.raw(Statement.run(statements.bases(of: deviceKey, in: space)))
        return StoredStatement(deviceKey: deviceKey, space: space, bytes: writer.bytes)
    }

    static func decodeForked(_ bytes: [UInt8]?) throws -> Set<ChainID> {
        var reader = ByteReader(bytes ?? [])
        var chains = Set<ChainID>()
        while reader.remaining > 0 { chains.insert(try reader.identifier(ChainID.self)) }
        return chains
    }

    static func encodeForked(_ chains: Set<ChainID>) -> [UInt8] {
        var writer = ByteWriter()
        for chain in chains.sorted() { writer.identifier(chain) }
        return writer.bytes
    }

    static func decodeMissing(_ bytes: [UInt8]?) throws -> [SpaceID: Set<[UInt8]>] {
        guard let bytes else { return [:] }
        var reader = ByteReader(bytes)
        var result = [SpaceID: Set<[UInt8]>]()
        while reader.remaining > 0 {
            let space = try reader.identifier(SpaceID.self)
            for _ in 0..<(try reader.varint()) { result[space, default: []].insert(try reader.raw(32)) }
        }
        return result
    }

    static func encodeMissing(_ missing: [SpaceID: Set<[UInt8]>]) -> [UInt8] {
        var writer = ByteWriter()
        for (space, digests) in missing.sorted(by: { $0.key < $1.key }) {
            writer.identifier(space)
            writer.varint(UInt64(digests.count))
            for digest in digests.sorted(by: { $0.lexicographicallyPrecedes($1) }) { writer.raw(digest) }
        }
        return writer.bytes
    }
}
