import Records
import Testing

@testable import satchel

struct ComplaintTests {
    @Test(
        arguments: [
            (FailureKind.failed, 1), (.usage, 2), (.locked, 3), (.refused, 4), (.damaged, 5), (.conflict, 6), (.storage, 7),
        ] as [(FailureKind, Int32)])
    func `each kind of failure has its exit status`(kind: FailureKind, status: Int32) {
        #expect(ExitStatus(kind).rawValue == status)
    }

    @Test func `no kind of failure is without a status of its own`() {
        #expect(Set(FailureKind.allCases.map { ExitStatus($0).rawValue }) == Set(1...7))
    }

    @Test func `a failure says what happened and then what to do`() {
        let complaint = Complaint(CommandError(.noStore, "There is none.", hint: "Make one."))
        #expect(complaint.text == "error: There is none.\nhint: Make one.\n" && complaint.status == .usage)
        #expect(
            complaint.json == ["error": ["code": "noStore", "message": "There is none.", "hint": "Make one.", "problems": []]])
    }

    @Test func `several problems get a line each with what would be accepted`() {
        let failure = ValidationFailure(problems: [
            Problem(field: "sex", code: .unknownCode, message: "There is no such code.", accepted: "one of: a, b", suggestion: "female"),
            Problem(field: "due", code: .missing, message: "It is missing.", accepted: "a date"),
        ])
        let complaint = Complaint(failure)
        #expect(
            complaint.text == """
                error: 2 fields cannot be saved like this.
                  sex: There is no such code. Did you mean female?
                  due: It is missing. Accepted: a date.
                hint: Correct these fields; nothing was saved.

                """)
        #expect(complaint.status == .usage && complaint.problems.count == 2)
    }

    @Test func `an error without an explanation is named by its kind only, for its text may hold anything`() {
        struct Surprise: Error { let name = "Amina" }
        let complaint = Complaint(Surprise())
        #expect(!complaint.text.contains("Amina") && complaint.text.contains("Surprise") && complaint.status == .failed)
    }

    @Test func `escape sequences in a message stay harmless`() {
        #expect(!Complaint(usage: "Unknown option '\u{1B}[2J'", hint: "").text.contains("\u{1B}"))
    }
}
