import Clinic
import HTTPTypes
import Records
import Testing

@testable import WebApp

/// Requests that no page of ours sends, each otherwise as a page would send it, so that one thing alone stands between it and the store.
struct HostileRequestTests {
    @Test func `two hundred hostile requests read nothing and change nothing`() async throws {
        let laptop = try await Laptop()
        try await laptop.serving {
            let visitor = try await laptop.unlocked()
            let clinic = try #require(await laptop.desk.clinic)
            let before = try await clinic.status().spaces.map(\.stateHash)
            let (reading, writing) = Self.honest(visitor, laptop)
            #expect(await visitor.ask(reading).text.contains(Laptop.canary), "an honest request is answered")
            let requests = HostileRequests.all(reading: reading, writing: writing, host: laptop.application.host)
            #expect(requests.count >= 200)
            for (name, bytes) in requests {
                let answer = await RawAnswer.asking(laptop.socket.port, bytes)
                #expect(answer.status == 0 || answer.status >= 400, "\(name): \(answer.status)")
                let shows = answer.text.contains(Laptop.canary)
                #expect(!shows, "\(name)")
                if answer.status > 0 {
                    #expect(answer.field("content-security-policy") == SecurityHeaders.contentSecurityPolicy, "\(name)")
                    #expect(answer.field("access-control-allow-origin") == nil, "\(name)")
                }
            }
            #expect(try await clinic.status().spaces.map(\.stateHash) == before)
            // The same request, honest, does change something: the matrix stood before an open door.
            #expect(await visitor.ask(writing).status == 303)
            #expect(try await clinic.status().spaces.map(\.stateHash) != before)
        }
    }

    static func honest(_ visitor: Visitor, _ laptop: Laptop) -> (reading: RawRequest, writing: RawRequest) {
        let form = "field=notes&text=hostile&page_token=\(visitor.token)"
        return (
            visitor.request("GET", "/records/\(laptop.client)"),
            visitor.request("POST", "/records/\(laptop.client)/notes").with(form: form)
        )
    }

    @Test func `every answer carries the headers of the checklist`() async throws {
        let laptop = try await Laptop()
        try await laptop.serving {
            let visitor = try await laptop.unlocked()
            for target in ["/", "/find", "/assets/satchel.css", "/nowhere", "/records/\(laptop.client)"] {
                let answer = await visitor.get(target)
                for field in SecurityHeaders.all { #expect(answer.fields(field.name.rawName) == [field.value], "\(target)") }
            }
        }
    }
}
