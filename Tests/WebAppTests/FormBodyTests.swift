import Testing

@testable import WebApp

struct FormBodyTests {
    @Test func `a form is read as browsers write it`() throws {
        let body = try #require(FormBody("client.given_name=%D9%85%D8%B1%D9%8A%D9%85+H&asked=a&asked=b&note=one%0D%0Atwo".utf8))
        #expect(body["client.given_name"] == "مريم H")
        #expect(body.values("asked") == ["a", "b"])
        #expect(body["asked"] == nil, "what stands there twice has no one value")
        #expect(body["note"] == "one\ntwo")
        #expect(body["nobody"] == nil)
    }

    @Test func `a name has eight levels at most`() {
        #expect(FormBody("a.b.c.d.e.f.g.h=1".utf8) != nil)
        #expect(FormBody("a.b.c.d.e.f.g.h.i=1".utf8) == nil)
    }

    @Test func `limits are kept to the last byte`() {
        let value = String(repeating: "a", count: FormBody.valueBytesMax)
        #expect(FormBody("x=\(value)".utf8) != nil)
        #expect(FormBody("x=\(value)a".utf8) == nil)
        let pairs = Array(repeating: "x=1", count: FormBody.pairsMax)
        #expect(FormBody(pairs.joined(separator: "&").utf8) != nil)
        #expect(FormBody((pairs + ["x=1"]).joined(separator: "&").utf8) == nil)
    }
}
