import ArgumentParser
import Clinic
import Foundation
import Records

/// A list of so many invented clients: tried, brought in, and brought in once more.
struct ImportRows: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Rows of a CSV file per second, and the memory for it.")

    @Option(help: "Rows of the file.")
    var rows = 100_000

    @Flag(help: "Only try it; nothing is saved.")
    var dry = false

    @Flag(help: "Look for whoever may be there already. The invented names repeat as no real ones do, so such rows are counted, not saved.")
    var duplicates = false

    @Flag(help: "One JSON object instead of a table.")
    var json = false

    func run() async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("satchel-bench-\(getpid())").path
        try Files.makeFolder(directory)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let path = directory + "/clients.csv"
        let byteCount = try write(to: path)
        var options = Clinic.Options(home: directory + "/hq")
        options.scryptLogN = 10
        let (clinic, _) = try await Clinic.found(options, deviceCode: "HQ1", personName: "Bench", passphrase: Store.passphrase)
        let space = try await clinic.createSpace(name: "Bench").id
        let mapping = try ImportMapping(
            json: [
                "mapping": 1, "kind": "client", "id": "No",
                "fields": [
                    "given_name": "First name", "father_name": "Father", "family_name": "Name",
                    "birth_date": ["column": "Born", "date": "dd/mm/yyyy"],
                    "sex": ["column": "Sex", "codes": ["F": "female", "M": "male"]], "languages": "Speaks", "phone": "Phone",
                    "place": "Place",
                    "household_size": "Household",
                ],
            ], catalog: clinic.catalog)
        var job = ImportJob(path: path, mapping: mapping, space: space)
        // The names repeat, as names do.
        job.createsDuplicates = !duplicates
        var figures: [(name: String, value: Double, unit: String)] = [("file", Double(byteCount) / 1e6, "MB")]
        let memoryBefore = peakMemory()
        for (name, applies) in [("tried", false)] + (dry ? [] : [("saved", true), ("known again", true)]) {
            job.applies = applies
            let start = ContinuousClock.now
            let report = try await clinic.importFile(job)
            let took = seconds(since: start)
            guard report.rowCount == rows, report.newCount + report.knownCount + report.duplicateCount == rows else {
                throw ValidationError("of \(rows) rows \(report.newCount) are new and \(report.knownCount) known")
            }
            if duplicates { figures.append(("may be there already, \(name)", Double(report.duplicateCount), "rows")) }
            figures.append((name, Double(rows) / took, "rows/s"))
            figures.append(("peak memory, \(name)", Double(peakMemory()) / Double(1 << 20), "MiB"))
        }
        figures.append(("of it before", Double(memoryBefore) / Double(1 << 20), "MiB"))
        try await clinic.close()
        if json {
            let object = JSONValue.object(Dictionary(figures.map { ($0.name, .number($0.value)) }, uniquingKeysWith: { $1 }))
            print(String(decoding: object.serialized(), as: UTF8.self))
        } else {
            for figure in figures { print("\(figure.name): \(String(format: "%.1f", figure.value)) \(figure.unit)") }
        }
    }

    private func write(to path: String) throws -> Int {
        let given = ["Mariam", "محمد", "Олена", "Ahmad", "فاطمة", "Yusuf", "Іван", "Sara", "Noor", "Ali"]
        let family = ["Haddad", "الحسن", "Коваленко", "Saleh", "Khoury", "Бондар", "Nasser", "عبد الله"]
        guard FileManager.default.createFile(atPath: path, contents: nil) else { throw ValidationError("The file cannot be written.") }
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        var text = "No,First name,Father,Name,Sex,Born,Speaks,Phone,Place,Household\r\n"
        var byteCount = 0
        for row in 0..<rows {
            let day = 1 + row % 28
            let month = 1 + row / 28 % 12
            text +=
                "\(row + 1),\(given[row % 10]),\(given[row / 10 % 10]),\(family[row / 100 % 8]),\(row % 2 == 0 ? "F" : "M"),"
                + "\(day)/\(month)/\(1930 + row / 336 % 90),\"ar, uk\",+961 3 \(100_000 + row % 900_000),Camp \(row % 40),\(1 + row % 9)\r\n"
            if row % 1000 == 999 || row == rows - 1 {
                byteCount += text.utf8.count
                try file.write(contentsOf: Data(text.utf8))
                text = ""
            }
        }
        try file.close()
        return byteCount
    }
}
