import ArgumentParser
import Clinic

struct DeviceWithdraw: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw", abstract: "Take a caseload away from a device.",
        discussion: """
            What headquarters holds of the device stays accepted; whatever else the device wrote or writes there is kept aside by \
            everybody when it arrives. Run it again after more came in, to take in what was kept aside until then. What a laptop \
            holds already stays on it. It can be granted again.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "Code of the device.")
    var code: String
    @Argument(help: ArgumentHelp("Caseload.", valueName: "name"))
    var space: String
    @Flag(name: .long, help: "Do it without asking.")
    var yes = false

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let withdrawal = try await clinic.withdrawal(deviceCode: code, space: try await clinic.space(space))
        return try await WithdrawalView(withdrawal: withdrawal).carryOut(in: clinic, asking: !yes, context)
    }
}
