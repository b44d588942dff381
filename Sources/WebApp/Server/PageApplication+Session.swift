import Clinic
import Foundation
import HTTPTypes
import Hummingbird
import Mustache
import Records

extension PageApplication {
    /// The browser comes with the secret of the launch file.
    ///
    /// The answer is a page that goes on by itself: after a redirect the browser would still say that somebody else had asked.
    func launch(_ form: FormBody, _ preferences: Preferences) async -> Reply {
        guard let secret = form["secret"], let session = await desk.redeem(secret) else {
            return await plain(.forbidden, "launch_old", preferences)
        }
        let words = content.words(preferences.language)
        let body = content.templates.render(
            ["t": words.plain as [String: Any], "language": words.language.rawValue, "direction": words.language.direction],
            withTemplate: "launched")
        var reply = page(body ?? "", .ok)
        set(Self.cookie, session.text, &reply.response)
        return reply
    }

    func lock() async -> Reply {
        guard let session = await desk.beginLock(.wanted) else { return redirect("/unlock") }
        var reply = redirect("/unlock")
        reply.response.headers[SecurityHeaders.forgetting.name] = SecurityHeaders.forgetting.value
        // The next connection is for whoever serves after the lock.
        reply.response.headers[.connection] = "close"
        reply.afterwards = { [desk] in await desk.finishLock(session) }
        return reply
    }

    func prefer(_ visit: Visit) async throws -> Reply {
        var preferences = visit.preferences
        if let language = visit.form["language"].flatMap({ Language(rawValue: $0) }) { preferences.language = language }
        if let theme = visit.form["theme"].flatMap({ Preferences.Theme(rawValue: $0) }) { preferences.theme = theme }
        if let name = visit.form["calendar"], let read = Preferences("en.light.\(name)") { preferences.calendar = read.calendar }
        try await desk.clinic?.keepPagePreferences(preferences.text)
        let back = visit.form["back"].flatMap { RequestRules.isOurs($0) ? $0 : nil } ?? "/"
        var reply = redirect(back)
        set(Self.preferenceCookie, preferences.text, &reply.response)
        return reply
    }

    func whileLocked(_ visit: Visit) async throws -> Answer {
        switch (visit.method, visit.path) {
        case ("GET", ["unlock"]): return .page(UnlockPage(storeExists: await desk.storeExists))
        case ("POST", ["unlock"]): return try await unlock(visit)
        case ("GET", _): return .redirect("/unlock")
        default: return .page(TroublePage(name: "locked", visit.words), status: 403)
        }
    }

    private func unlock(_ visit: Visit) async throws -> Answer {
        guard let passphrase = visit.form["passphrase"], !passphrase.isEmpty else {
            return .page(UnlockPage(storeExists: await desk.storeExists, problem: visit.words("unlock_empty")), status: 422)
        }
        do {
            guard let session = try await desk.unlock(passphrase) else { return .redirect("/") }
            return .session(session, redirect: "/")
        } catch let error as any ExplainedFailure {
            let name = error.kind == .locked ? "unlock_wrong" : "unlock_held"
            let isKnown = error.kind == .locked || error.codeText == "held"
            let problem = isKnown ? visit.words(name) : visit.words("unlock_failed") + " " + error.message
            return .page(UnlockPage(storeExists: await desk.storeExists, problem: problem), status: 422)
        }
    }

    // MARK: Pieces

    func reply(with answer: Answer, _ visit: Visit, _ clinic: Clinic?) async -> Reply {
        switch answer {
        case .redirect(let path): return redirect(path)
        case .done: return Reply(response: Response(status: .noContent))
        case .notFound: return await reply(with: .page(TroublePage(name: "not_found", visit.words), status: 404), visit, clinic)
        case .session(let session, let path):
            var reply = redirect(path)
            set(Self.cookie, session.text, &reply.response)
            if let kept = try? await desk.clinic?.pagePreferences(), let preferences = Preferences(kept) {
                set(Self.preferenceCookie, preferences.text, &reply.response)
            }
            return reply
        case .page(let model, let status):
            let frame = PageFrame(
                words: visit.words, preferences: visit.preferences, isOpen: clinic != nil,
                person: (try? await clinic?.ownName()) ?? nil, token: await desk.pageToken(),
                conflictCount: (try? await clinic?.conflictCount()) ?? 0, notices: await desk.takeNotices(),
                isDevelopment: isDevelopment)
            return page(frame.render(model, with: content), HTTPResponse.Status(code: status))
        }
    }

    func page(_ html: String, _ status: HTTPResponse.Status) -> Reply {
        var response = Response(status: status, body: .init(byteBuffer: ByteBuffer(string: html)))
        response.headers[.contentType] = "text/html; charset=utf-8"
        return Reply(response: response)
    }

    func redirect(_ path: String) -> Reply {
        var response = Response(status: .seeOther)
        response.headers[.location] = path
        return Reply(response: response)
    }

    /// A page for somebody whom the desk does not know: nothing of the store, no way on.
    func plain(_ status: HTTPResponse.Status, _ name: String, _ preferences: Preferences) async -> Reply {
        let words = content.words(preferences.language)
        let body = content.templates.render(
            [
                "t": words.plain as [String: Any], "language": words.language.rawValue, "direction": words.language.direction,
                "heading": words.text(named: "trouble_\(name)") ?? "", "text": words.text(named: "trouble_\(name)_text") ?? "",
            ], withTemplate: "plain")
        return page(body ?? "", status)
    }

    private func set(_ name: String, _ value: String, _ response: inout Response) {
        response.headers.append(HTTPField(name: .setCookie, value: "\(name)=\(value); Path=/; HttpOnly; SameSite=Strict"))
    }
}
