import ArgumentParser
import Clinic

struct DeviceRevoke: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Take all authority away from a device, for good: it was lost, stolen or left.",
        discussion: """
            What headquarters holds of the device stays accepted; whatever else it wrote or writes is kept aside by everybody when it \
            arrives, and nothing is sealed to it any more. Run it again after more came in that was written before the loss, to take \
            in what was kept aside until then: claimed times prove nothing, so ask who brought it. What the laptop holds already \
            stays on it, for whoever can unlock it.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "Code of the device.")
    var code: String
    @Flag(name: .long, help: "Do it without asking.")
    var yes = false

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let withdrawal = try await clinic.withdrawal(deviceCode: code, space: nil)
        return try await WithdrawalView(withdrawal: withdrawal).carryOut(in: clinic, asking: !yes, context)
    }
}
