import Clinic
import Records

/// Opens the store of `--home` in this process.
enum StoreOpening {
    static func open(_ common: CommonOptions, _ context: CommandContext) async throws -> Clinic {
        let options = common.clinicOptions(context)
        guard Clinic.exists(at: options.home) else {
            throw CommandError(
                .noStore, "There is no store in the folder yet.",
                hint: "Set up headquarters with `satchel init`, or this laptop with `satchel device request`.")
        }
        let passphrase = try await Passphrase.existing(common, context)
        defer { context.clearProgress() }
        return try await Clinic.open(options, passphrase: passphrase, report: context.progress)
    }
}
