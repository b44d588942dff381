public import Clinic
import Records

/// Who may see the pages of one laptop, and whether the store behind them is open.
///
/// One browser session at a time: opening the pages again ends the one before. Time is given to it, and what has to be done outside of it
/// stands in its hooks.
public actor Desk {
    public struct Store: Sendable {
        public var exists: @Sendable () -> Bool
        public var open: @Sendable (String) async throws -> Clinic

        public init(exists: @escaping @Sendable () -> Bool, open: @escaping @Sendable (String) async throws -> Clinic) {
            self.exists = exists
            self.open = open
        }
    }

    public enum End: Sendable, Hashable {
        /// Somebody pressed the button or the key, or locked it by command.
        case wanted
        case idle
    }

    public struct Hooks: Sendable {
        /// A browser came in: the launch secret is used up.
        public var launched: @Sendable () -> Void = {}
        /// The store was opened.
        public var opened: @Sendable (Clinic) async -> Void = { _ in }
        /// Whether somebody works on the store by other ways than the pages, so that it is not to be locked as idle.
        public var isBusy: @Sendable () -> Bool = { false }
        /// No new connection is to be taken: what comes now waits for whoever serves after the lock.
        public var locking: @Sendable () async -> Void = {}
        /// Everything is answered: forget the keys. The session goes on under the secret.
        public var locked: @Sendable (End, Secret) async -> Void = { _, _ in }

        public init() {}
    }

    public static let launchSeconds: Int64 = 60
    public static let idleSeconds: Int64 = 300
    static let launchTriesMax = 10
    static let tokensMax = 4096
    static let recentMax = 12

    enum State: Sendable {
        case locked, opening
        case open(Clinic)
        case ended(End)
    }

    private(set) var state = State.locked
    private var launch: (secret: Secret, until: Int64, tries: Int)?
    private var session: Secret?
    /// Of the pages that were sent in this session, newest last.
    private var tokens: [String] = []
    private var lastUse: Int64
    private(set) var recent: [RecordID] = []
    var notices: [PageFrame.Notice] = []
    var savedDrafts: [(draft: String, path: String)] = []
    private let store: Store
    private let hooks: Hooks
    private let idleSeconds: Int64
    /// Seconds of a clock that nobody can set.
    private let clock: @Sendable () -> Int64

    /// - Parameter session: one that goes on after a lock.
    public init(
        store: Store, hooks: Hooks = Hooks(), session: Secret? = nil, idleSeconds: Int64 = Desk.idleSeconds,
        clock: @escaping @Sendable () -> Int64
    ) {
        self.store = store
        self.hooks = hooks
        self.session = session
        self.idleSeconds = idleSeconds
        self.clock = clock
        lastUse = clock()
    }

    // MARK: Whom it knows

    /// A secret that lets one browser in, once, within a minute. One that was made before is void.
    public func launchSecret() -> Secret {
        let secret = Secret()
        launch = (secret, clock() + Self.launchSeconds, 0)
        return secret
    }

    /// - Returns: a session, and any other is over; `nil` for a secret that is wrong, used or too old.
    func redeem(_ text: String) -> Secret? {
        guard let launch, clock() < launch.until, launch.tries < Self.launchTriesMax else {
            launch = nil
            return nil
        }
        guard launch.secret.matches(text) else {
            self.launch?.tries += 1
            return nil
        }
        self.launch = nil
        hooks.launched()
        return beginSession()
    }

    func knows(_ session: String) -> Bool { self.session?.matches(session) ?? false }

    /// What a page has to send back with every change that it asks for.
    func pageToken() -> String {
        let token = Secret().text
        tokens.append(token)
        if tokens.count > Self.tokensMax { tokens.removeFirst(tokens.count - Self.tokensMax) }
        return token
    }

    func accepts(pageToken: String) -> Bool {
        guard let token = Secret(pageToken) else { return false }
        return tokens.contains { token.matches($0) }
    }

    private func beginSession() -> Secret {
        let secret = Secret()
        session = secret
        tokens = []
        return secret
    }

    // MARK: The store

    var storeExists: Bool { store.exists() }

    public var clinic: Clinic? { if case .open(let clinic) = state { clinic } else { nil } }

    /// Opens the store; the session goes on under another secret.
    ///
    /// - Returns: `nil` when it is being opened or open already.
    func unlock(_ passphrase: String) async throws -> Secret? {
        guard case .locked = state else { return nil }
        state = .opening
        do {
            let clinic = try await store.open(passphrase)
            state = .open(clinic)
            use()
            await hooks.opened(clinic)
            return beginSession()
        } catch {
            state = .locked
            throw error
        }
    }

    /// Somebody works with the pages.
    func use() { lastUse = clock() }

    func opened(_ record: RecordID) {
        recent.removeAll { $0 == record }
        recent.insert(record, at: 0)
        if recent.count > Self.recentMax { recent.removeLast() }
    }

    /// Locks when nothing was done for as long as may be; called every second or so.
    public func tick() async {
        guard case .open = state, clock() - lastUse >= idleSeconds, !hooks.isBusy() else { return }
        guard let session = await beginLock(.idle) else { return }
        await finishLock(session)
    }

    /// Locks at once.
    public func lock() async {
        guard let session = await beginLock(.wanted) else { return }
        await finishLock(session)
    }

    /// From here on nothing of the store is shown. What has been begun is answered; then ``finishLock(_:)``.
    ///
    /// The session goes on, for a browser that did not ask for the lock could not be told of another; unlocking begins a new one.
    ///
    /// - Returns: the session's secret; `nil` when nothing was open.
    func beginLock(_ end: End) async -> Secret? {
        guard case .open = state, let session else { return nil }
        state = .ended(end)
        tokens = []
        recent = []
        notices = []
        savedDrafts = []
        await hooks.locking()
        return session
    }

    func finishLock(_ session: Secret) async {
        guard case .ended(let end) = state else { return }
        await hooks.locked(end, session)
    }
}
