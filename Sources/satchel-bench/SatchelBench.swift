import ArgumentParser

/// Figures of Satchel beside a reference of the same run, so that they mean something on a busy machine.
@main
struct SatchelBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "satchel-bench", abstract: "Measures saves, folding, opening and parcels on real stores.",
        subcommands: [
            Measure.self, Replay.self, Compare.self, Codec.self, Fold.self, Simulate.self, Endure.self, Fuzz.self, Headquarters.self,
            CalendarDays.self, NamesBench.self,
        ], defaultSubcommand: Measure.self)
}
