import ArgumentParser
import Clinic
import Records

struct FormPlaceCommand: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "place", abstract: "Say where this device is used: forms begin with it.",
        discussion: "Words, or @CODE and words. Without a place the one that is set is shown; an empty one takes it away.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "The place.")
    var place: String?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        if let place { try await clinic.setPlace(place) }
        try context.show(DevicePlace(place: try await clinic.place(), catalog: clinic.catalog, language: context.language))
        return .done
    }
}
