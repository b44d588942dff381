import ArgumentParser
import Clinic
import Records
import Roster

struct DeviceGrant: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant", abstract: "Give a device a caseload.",
        discussion: """
            It arrives there with the next stick. What a device has once been given it may keep a copy of. A grant never takes away: \
            to leave a device reading only, run `satchel device withdraw` and grant it with :read.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "Code of the device.")
    var code: String
    @Argument(help: ArgumentHelp("Caseload; :read after it allows reading only.", valueName: "name[:read]"))
    var space: String

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let (name, access) = GrantText.parse(space)
        let id = try await clinic.space(name)
        try await clinic.grant(deviceCode: code, space: id, access: access)
        let row = try await clinic.spaces().first { $0.id == id }
        try context.show(GrantView(code: code, space: id, name: row?.name, access: access))
        return .done
    }
}
