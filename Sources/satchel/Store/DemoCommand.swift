import ArgumentParser
import Clinic
import Foundation
import Records

/// The whole path on invented data, in a folder of its own.
struct DemoCommand: LocalCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Play the story of two laptops and a headquarters, with an invented clinic in a temporary folder.",
        discussion: "Touches no other store. With --keep the stores stay, and one can go on by hand.")

    @OptionGroup var common: CommonOptions
    @Flag(name: .long, help: "Leave the stores, and say how to open them.")
    var keep = false

    func run(_ context: CommandContext) async throws -> ExitStatus {
        let directory = try DemoFolder.make()
        do {
            let story: @Sendable (String) -> Void = { line in
                // With --json the story is talk, and the outcome the result.
                if context.asJSON { context.say("\(line)") } else { try? context.channel.output(Array(Visible.lines(line).utf8) + [10]) }
            }
            let outcome = try await Demo(directory: directory, output: story).play()
            let view = DemoView(outcome: outcome, directory: keep ? directory : nil)
            if !keep { try FileManager.default.removeItem(atPath: directory) }
            try context.show(view)
            return .done
        } catch {
            if !keep { try? FileManager.default.removeItem(atPath: directory) }
            throw error
        }
    }
}

/// A new folder that only its owner can read.
enum DemoFolder {
    static func make() throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("satchel-demo-\(UUID().uuidString.prefix(8))").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return path
    }
}

/// How the story ended, and where its stores are when they were kept.
struct DemoView: Renderable {
    let outcome: Demo.Outcome
    /// `nil` when the stores are gone.
    let directory: String?

    var json: JSONValue {
        var object: [String: JSONValue] = ["stateHash": .text(outcome.stateHash), "kept": .flag(directory != nil)]
        if directory != nil {
            object["passphrase"] = .text(outcome.passphrase)
            object["stick"] = .text(outcome.stick)
            object["homes"] = .object(Dictionary(outcome.homes.map { ($0.code, .text($0.home)) }, uniquingKeysWith: { $1 }))
        }
        return .object(object)
    }

    func write(to page: inout Page) {
        guard directory != nil else { return }
        page.heading("The stores were kept. Their passphrase, the same for all three:")
        page.line("  \(words: outcome.passphrase)")
        for (code, home) in outcome.homes { page.line("  \(code): satchel status --home \(home)") }
        page.line("Stick: \(outcome.stick). Remove the folder when you are done.")
    }
}
