import Records

struct LockView: Renderable {
    let wasOpen: Bool

    var json: JSONValue { ["locked": true, "wasOpen": .flag(wasOpen)] }

    func write(to page: inout Page) { page.line(wasOpen ? "Locked." : "It was locked.") }
}
