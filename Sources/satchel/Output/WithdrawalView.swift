import Clinic
import Records

/// What taking authority away comes to: asked before, told after.
struct WithdrawalView: Renderable {
    let withdrawal: Withdrawal
    var isDone = false

    var json: JSONValue {
        [
            "code": .text(withdrawal.code), "space": (withdrawal.space?.description).json, "name": withdrawal.spaceName.json,
            "revoked": .flag(withdrawal.space == nil), "changed": .flag(!withdrawal.changesNothing),
            "chains": .integer(Int64(withdrawal.chainCount)), "entries": .integer(Int64(clamping: withdrawal.entryCount)),
            "admitted": .integer(Int64(clamping: withdrawal.admittedCount)),
        ]
    }

    func write(to page: inout Page) {
        guard !withdrawal.changesNothing else {
            page.line("\(what) was done before, and nothing of \(withdrawal.code) has come in since. Nothing was changed.")
            return
        }
        page.line(isDone ? "Done: \(what)." : "\(what)?")
        if withdrawal.isRepeated {
            page.line("  \(admitted) that came in since \(words: isDone ? "are" : "will be") accepted.")
            if !isDone { page.line("  Make sure that they were written before the device was lost: the times in them are claims.") }
        } else {
            page.line("  \(stays) here and stay accepted. Whatever else it wrote or writes is kept aside when it arrives;")
            page.line("  run this again then, to take it in.")
            page.line(
                "  \(words: withdrawal.space == nil ? "Nothing is sealed to it any more, so it is not told." : "It hears of it with the next stick.")"
            )
            page.line("  Copies that are on the laptop already stay there, for whoever can unlock it.")
            if withdrawal.space == nil { page.line("  It cannot be undone: the laptop joins again with a new store and another code.") }
        }
        if isDone { page.line("Next: `satchel stick write`, so that the others hear of it.") }
    }

    private var what: Phrase {
        guard let space = withdrawal.space else { return "Revoke \(withdrawal.code)" }
        return "Withdraw \(withdrawal.spaceName ?? space.description) from \(withdrawal.code)"
    }

    private var stays: Phrase { .counted(withdrawal.entryCount, "entry of it is", "entries of it are") }

    private var admitted: Phrase { .counted(withdrawal.admittedCount, "entry", "entries") }

    /// Asks, unless a script has said yes, and then does exactly what was asked about.
    func carryOut(in clinic: Clinic, asking: Bool, _ context: CommandContext) async throws -> ExitStatus {
        if asking, !withdrawal.changesNothing {
            var page = Page(terminal: context.terminal)
            write(to: &page)
            try await Confirmation.ask(page.text, context)
        }
        try await clinic.carryOut(withdrawal)
        try context.show(WithdrawalView(withdrawal: withdrawal, isDone: true))
        return .done
    }
}
