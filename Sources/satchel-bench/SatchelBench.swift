import ArgumentParser

/// Figures of Satchel beside a reference of the same run, so that they mean something on a busy machine.
@main
struct SatchelBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "satchel-bench", abstract: "Measures the product on real stores, and puts it to the test.",
        subcommands: [
            Replay.self, Save.self, Compare.self, Codec.self, Fold.self, Simulate.self, Endure.self, Fuzz.self, ImportRows.self,
            Headquarters.self, CalendarDays.self, NamesBench.self,
        ])
}
