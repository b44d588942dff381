import ArgumentParser
import Clinic
import Glibc
import Records

struct ExportCommand: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write records out in clear, a JSON object a line.",
        discussion: "Everything of the records is in it, names too. What has left the store is no longer protected by it.")

    @OptionGroup var common: CommonOptions
    @Option(name: .long, help: ArgumentHelp("Only this caseload.", valueName: "name"))
    var space: String?
    @Option(name: .long, help: "Only this kind of record.")
    var kind: String?
    @Option(name: .long, help: ArgumentHelp("Write to a new file that only you can read.", valueName: "file"))
    var out: String?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        var id: SpaceID?
        if let space { id = try await clinic.space(space) }
        let count: Int
        if let out {
            count = try await export(clinic, id, to: context.path(out), context)
        } else {
            let channel = context.channel
            // A progress line between lines of output would be taken for a record.
            let report = context.terminal.outputIsTerminal ? nil : context.progress
            count = try await clinic.export(space: id, kind: kind, to: { try channel.output(Visible.json(line: $0)) }, report: report)
        }
        context.clearProgress()
        context.say("Exported \(.counted(count, "record", "records")).")
        return .done
    }

    private func export(_ clinic: Clinic, _ space: SpaceID?, to path: String, _ context: CommandContext) async throws -> Int {
        let descriptor = try Files.createEmpty(path)
        do {
            let count = try await clinic.export(
                space: space, kind: kind,
                to: { bytes in
                    guard Files.writeAll(Visible.json(line: bytes), to: descriptor) else { throw Files.notWritten(errno) }
                }, report: context.progress)
            guard fsync(descriptor) == 0 else { throw Files.notWritten(errno) }
            close(descriptor)
            Files.syncFolder(of: path)
            return count
        } catch {
            close(descriptor)
            // Half an export would be taken for a whole one.
            unlink(path)
            throw error
        }
    }
}
