import ArgumentParser
import Clinic
import Records

struct TaskRules: LocalCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "List the rules that limitation periods are computed by.",
        discussion: "Needs no store. A folder given with --schemas may hold others in rules/; `Schemas/rules.md` describes the files.")

    @OptionGroup var common: CommonOptions

    func run(_ context: CommandContext) async throws -> ExitStatus {
        let rules = try Clinic.limitationRules(common.clinicOptions(context)).rules
        try context.show(RuleList(rules: rules, language: context.language))
        return .done
    }
}
