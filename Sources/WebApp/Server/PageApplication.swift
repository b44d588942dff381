import Clinic
import Foundation
import HTTPTypes
import Hummingbird
public import Records

/// Turns requests into pages: who asks, what for, and whether they may.
///
/// ``RequestRules`` has looked at a request before it comes here.
public final class PageApplication: Sendable {
    static let cookie = "satchel"
    static let preferenceCookie = "preferences"

    /// Name and port of the pages.
    public let host: String
    public let desk: Desk
    let content: PageContent
    let clock: @Sendable () -> Int64
    let zone: TimeZoneName
    let isDevelopment: Bool

    /// - Parameters:
    ///   - clock: seconds since 1970.
    ///   - zone: of this computer.
    ///   - isDevelopment: shows `/styleguide` too.
    /// - Throws: ``WebAppErrorCode/brokenContent``.
    public init(host: String, desk: Desk, zone: TimeZoneName, isDevelopment: Bool = false, clock: @escaping @Sendable () -> Int64) throws {
        self.host = host
        self.desk = desk
        self.zone = zone
        self.isDevelopment = isDevelopment
        self.clock = clock
        content = try PageContent.embedded.get()
    }

    /// An answer, and what is to be done once it is on its way.
    struct Reply: Sendable {
        var response: Response
        var afterwards: (@Sendable () async -> Void)?
    }

    func answer(_ request: Request, context: BasicRequestContext) async -> Reply {
        var reply = await reply(to: request)
        for field in SecurityHeaders.all { reply.response.headers[field.name] = field.value }
        return reply
    }

    private func reply(to request: Request) async -> Reply {
        let path = request.uri.path.split(separator: "/").map(String.init)
        let cookies = Cookies(request.headers[values: .cookie])
        let preferences =
            cookies[Self.preferenceCookie].flatMap { Preferences($0) }
            ?? Preferences(language: Language.accepted(request.headers[.acceptLanguage]))
        let method = request.method.rawValue
        if method == "GET", path.count == 2, path[0] == "assets" { return asset(path[1]) }
        guard let form = await Self.form(of: request) else { return await plain(.badRequest, "bad_form", preferences) }
        if method == "POST", path == ["launch"] { return await launch(form, preferences) }
        guard let session = cookies[Self.cookie], await desk.knows(session) else { return await plain(.forbidden, "stranger", preferences) }
        if method == "POST" {
            let token = request.headers[Self.tokenField] ?? form["page_token"] ?? ""
            guard await desk.accepts(pageToken: token) else { return await plain(.forbidden, "page_old", preferences) }
        }
        let visit = Visit(
            method: method, path: path, query: Self.query(request), form: form, preferences: preferences,
            words: content.words(preferences.language), desk: desk, now: clock(), zone: zone)
        return await reply(to: visit)
    }

    private func reply(to visit: Visit) async -> Reply {
        do {
            if visit.method == "POST", visit.path == ["lock"] { return await lock() }
            if visit.path == ["preferences"], visit.method == "POST" { return try await prefer(visit) }
            guard let clinic = await desk.clinic else { return await reply(with: try await whileLocked(visit), visit, nil) }
            await desk.use()
            return await reply(with: try await whileOpen(visit, clinic), visit, clinic)
        } catch {
            let clinic = await desk.clinic
            return await reply(with: .page(TroublePage(error, visit.words), status: TroublePage.status(error)), visit, clinic)
        }
    }

    static let tokenField: HTTPField.Name = {
        guard let name = HTTPField.Name("X-Satchel-Page") else { preconditionFailure("it is a name of a field") }
        return name
    }()

    private static func form(of request: Request) async -> FormBody? {
        guard request.method == .post else { return FormBody() }
        guard let body = try? await request.body.collect(upTo: RequestRules.bodyBytesMax) else { return nil }
        return FormBody(body.readableBytesView)
    }

    private static func query(_ request: Request) -> [String: String] {
        Dictionary(request.uri.queryParameters.map { (String($0.key), String($0.value)) }, uniquingKeysWith: { first, _ in first })
    }

    private func asset(_ name: String) -> Reply {
        guard let asset = content.assets[name] else { return Reply(response: Response(status: .notFound)) }
        var response = Response(status: .ok, body: .init(byteBuffer: ByteBuffer(bytes: asset.bytes)))
        response.headers[.contentType] = asset.mediaType
        return Reply(response: response)
    }
}
