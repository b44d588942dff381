import ArgumentParser
import Clinic
import Records

struct LockCommand: LocalCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock", abstract: "Lock the store that `satchel open` keeps open; returns when its keys are gone.")

    @OptionGroup var common: CommonOptions

    func run(_ context: CommandContext) async throws -> ExitStatus {
        let wasOpen = try ControlClient.lock(socketPath: Clinic.controlSocketPath(home: common.homePath(context.directory)))
        try context.show(LockView(wasOpen: wasOpen))
        return .done
    }
}
