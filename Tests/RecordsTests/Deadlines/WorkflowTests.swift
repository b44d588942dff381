import Records
import Testing

struct WorkflowTests {
    private static let good: JSONValue = [
        "workflow": "task", "version": 1, "status": "draft", "field": "kind", "initial": "hearing",
        "transitions": [
            ["verb": "file", "from": ["hearing"], "to": "filing", "needs": [], "sets": "done_on"],
            ["verb": "appeal", "from": ["filing"], "to": "appeal", "needs": ["done_on"]],
        ],
    ]

    private func read(_ changes: [String: JSONValue] = [:]) throws -> Workflow? {
        let workflow = JSONValue.object((Self.good.objectValue ?? [:]).merging(changes) { $1 })
        return try Workflows(files: ["workflows/task.json": workflow.serialized()], catalog: SchemaCatalog.embedded())["task"]
    }

    @Test func `what is possible depends on the status and on what is filled`() throws {
        let workflow = try #require(try read())
        #expect(workflow.possible(in: [:]).map(\.verb) == ["file"])
        #expect(workflow.possible(in: ["kind": "filing"]).isEmpty)
        #expect(workflow.possible(in: ["kind": "filing", "done_on": "2026-03-01"]).map(\.verb) == ["appeal"])
        #expect(try workflow.transition("file", of: [:]).to == "filing")
    }

    @Test func `a step that is not possible says what is`() throws {
        let workflow = try #require(try read())
        let early = failure(RecordsError.self) { _ = try workflow.transition("appeal", of: [:]) }
        #expect(early?.code == .notPossibleNow && early?.hint == "Possible now: file.")
        let missing = failure(RecordsError.self) { _ = try workflow.transition("appeal", of: ["kind": "filing"]) }
        #expect(missing?.message == "Before that, done_on has to be filled.")
        let over = failure(RecordsError.self) { _ = try workflow.transition("file", of: ["kind": "appeal"]) }
        #expect(over?.hint == "Nothing more can become of it; write down a new one.")
    }

    @Test(
        arguments: [
            ("workflow", "case"), ("version", nil), ("field", "title"), ("initial", "unknown"), ("finals", []),
            ("transitions", [["verb": "x", "from": ["hearing"], "to": "nowhere"]]),
            ("transitions", [["verb": "x", "from": [], "to": "filing"]]),
            ("transitions", [["verb": "x", "from": ["hearing"], "to": "filing", "needs": ["shoe_size"]]]),
            ("transitions", [["verb": "x", "from": ["hearing"], "to": "filing", "sets": "title"]]),
            ("transitions", [["from": ["hearing"]]]),
        ] as [(String, JSONValue)])
    func `a fault of a workflow's file is said`(member: String, value: JSONValue) throws {
        #expect(failure(RecordsError.self) { _ = try read([member: value]) }?.code == .brokenSchema)
    }
}
