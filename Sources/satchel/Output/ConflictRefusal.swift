import Clinic
import Records

/// A decision or an edit that was not made because a person has to settle first.
struct ConflictRefusal: Renderable {
    let error: ClinicError
    let list: ConflictList

    var json: JSONValue {
        [
            "error": [
                "code": .text(error.code.rawValue), "message": .text(error.message), "hint": .text(error.hint), "problems": [],
                "conflicts": list.json["conflicts"] ?? [],
            ]
        ]
    }

    func write(to page: inout Page) { list.write(to: &page) }

    /// Shows the values as the result, and says why on standard error.
    func show(_ context: CommandContext) throws -> ExitStatus {
        try context.show(self)
        if !context.asJSON { context.channel.talk(Array(Complaint(error).text.utf8)) }
        return .conflict
    }
}
