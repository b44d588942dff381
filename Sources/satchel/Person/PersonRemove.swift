import ArgumentParser
import Clinic
import Records

struct PersonRemove: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take away a person's way to unlock this device.",
        discussion: "What the person wrote stays. A copy of the disk made before can still be unlocked with the old passphrase.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "Name or identifier, as `satchel person list` shows them.")
    var person: String

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let found = try await clinic.persons().filter { $0.name == person || $0.id.description == person.lowercased() }
        guard let one = found.first, found.count == 1 else {
            throw CommandError(
                .badArguments, found.isEmpty ? "Nobody of that name can unlock this device." : "Several persons have that name.",
                hint: "`satchel person list` shows their identifiers.")
        }
        try await clinic.removePerson(one.id)
        try context.show(PersonDone(text: "\(person) can no longer unlock this device.", passphrase: nil))
        return .done
    }
}
