public import Records
import ReplicatedLog
import Exchange
import Foundation
import Roster
import Sealing
public import Vault
import Views

/// One replica behind one door: commit, read, search, settle, exchange, check.
///
/// Write path: validate → operations → entry → sign → seal → durable → view. Read path: view; history and bodies of notes from
/// the log. Delete the view and nothing is lost.
public actor Clinic {
    public typealias Report = @Sendable (Progress) -> Void

    /// When small segments are joined and the image of the view is written.
    public enum Upkeep: Sendable {
        /// While nobody asks for anything.
        case whenIdle
        /// By ``Clinic/finishUpkeep()``, so that a simulation decides.
        case whenTold
        /// Only what closing does; and every save is sent as a segment of its own, as the story of the demo wants it.
        case never
    }

    public struct Options: Sendable {
        /// The folder of the store.
        public var home: String
        /// A folder with `records/` and `vocabularies/` whose files take the place of the embedded ones.
        public var schemaDirectory: String?
        /// The scrypt work factor of a new store; `nil` measures one that takes about a second.
        public var scryptLogN: Int?
        /// What the store and the sticks lie on.
        public var disk: any Disk = SystemDisk()
        /// Where ids, keys and names come from. What only hides content is always random.
        public var random = Randomness.system
        /// Seconds since 1970. Decides nothing but what is displayed.
        public var clock: @Sendable () -> Int64

        /// When what keeps the store small and quick to open is done.
        public var upkeep = Upkeep.whenIdle

        /// Whether the first segments of a sending are deflated as small as can be, for up to 0.1 s each.
        public var deflatesCarefully = true

        public init(home: String) {
            self.home = home
            clock = { Int64(Date().timeIntervalSince1970) }
        }
    }

    /// The kinds and forms that hold now; see ``catalog`` and ``library``.
    nonisolated let shelf: CatalogShelf
    /// What the segments of small parcels are written with, for devices that have the same version of the product.
    nonisolated let schemaWords: SchemaWords
    let options: Options
    let vault: Vault
    /// `nil` until the device belongs to an organisation.
    var replica: Replica?
    /// The view as it was last brought up to date.
    var follower: ViewFollower
    /// What was folded since.
    var queue = ViewQueue()
    /// The log holds what the view could not take: it is built again before it is read, and no image is written of it.
    var viewIsBehind = false
    var statements = PeerStatements()
    /// What others are known to hold of statements.
    var ledger = StatementLedger()
    /// Per space, the documents that entries held refer to and that have not arrived.
    var missingDocuments: [SpaceID: Set<[UInt8]>] = [:]
    /// Own chains of which others hold another course: their statements confirm nothing about this device's entries.
    var forkedChains: Set<ChainID> = []
    /// Signatures of segments of other courses that headquarters was given since this store was opened.
    var handedOver: Set<[UInt8]> = []
    /// What was held beside forked chains when all of it was found to be written again.
    var writtenAgain: [ChainPlace: Set<HeldSegment.ID>] = [:]
    /// The same when own entries were found to say nothing of it that is not said again, and how many own entries there were.
    var restated: [ChainPlace: Restated] = [:]
    /// Incarnations that this store left behind, oldest first.
    var formerIncarnations: [[UInt8]] = []
    /// Entries folded since the image of the view was written.
    var entriesSinceImage = 0
    /// Of these, those that the image holds which is being written.
    var entriesInImage = 0
    /// Per space, how much of it was looked through for edits of records that had been moved away.
    var lateEditsSeen: [SpaceID: VersionVector] = [:]
    /// Spaces that are known to know the name of the person who unlocked the store.
    var introduced: Set<Introduction> = []
    /// Chains that grew since their small segments were last joined.
    var compactable: Set<ChainPlace> = []
    /// Counts what was asked for, so that upkeep waits until nobody asks.
    var activity: UInt64 = 0
    var upkeep: Task<Void, Never>?
    var isClosed = false
    var warnings: [String]
    /// Whoever saves in place of the person who unlocked the store; see ``act(as:named:)``.
    var actingPerson: PersonID?
    /// While many records are saved in one transaction; see ``batching(_:)``.
    var batch: CommitBatch?

    /// Below this many new entries, the old image and the log's tail are cheaper than a new image.
    static let entriesPerImage = 256
    /// A large image is worth writing again for one entry more per so many bytes of it: about what folding an entry costs.
    static let imageBytesPerEntry = 1 << 16

    func entriesPerImage(atLeast least: Int) -> Int { max(least, vault.imageByteCount / Self.imageBytesPerEntry) }

    init(options: Options, catalog: SchemaCatalog, vault: sending Vault, view: sending RecordView) {
        self.options = options
        shelf = CatalogShelf(catalog) { (try? Self.schemaFiles(options)) ?? SchemaCatalog.embeddedFiles }
        schemaWords = SchemaWords(catalog)
        follower = ViewFollower(view)
        warnings = vault.warnings
        self.vault = vault
    }

    var now: Int64 { options.clock() }

    /// The day in UTC, which is at most a day from that of the laptop: what has passed stays in lists rather too long.
    var today: String { String(Timestamp.text(now).prefix(10)) }

    /// This device's public signing key.
    var deviceKey: [UInt8] { vault.ring.signingKey.publicKey }

    var origin: ChainOrigin {
        guard let origin = ChainOrigin(deviceKey: deviceKey, incarnation: vault.ring.incarnation) else {
            preconditionFailure("a key ring's keys have the right lengths")
        }
        return origin
    }

    func member() throws -> Replica {
        guard let replica else {
            throw ClinicError(
                .notAMember, "This device does not belong to an organisation yet.",
                hint: "Run `satchel device request`, have headquarters approve the file, then `satchel device accept`.")
        }
        return replica
    }

    /// Spaces with records: all but the roster's.
    var caseloads: [SpaceID] {
        guard let replica else { return [] }
        let granted = replica.roster.devices[deviceKey]?.grants.keys.map { $0 } ?? []
        return Set(replica.spaces.keys).union(granted).subtracting([replica.organisation.rosterSpace]).sorted()
    }

    func author(_ provenance: Provenance, in space: SpaceID) -> Author {
        let state = replica?.spaces[space]
        let key = state?.heads[provenance.chain]?.origin.deviceKey ?? state?.foreignOrigin(of: provenance.chain)?.origin.deviceKey
        return Author(
            person: provenance.person, name: try? view.personName(provenance.person, in: space),
            device: key.flatMap { replica?.roster.devices[$0]?.code }, time: provenance.time)
    }
}
