import Foundation
import Records

/// A line of a table, or a member of an object.
struct Figure {
    let name: String
    let value: Double
    let unit: String
    var ratio: Double?
    var reference = ""

    init(_ name: String, _ value: Double, _ unit: String, ratio: Double? = nil, reference: String = "") {
        self.name = name
        self.value = value
        self.unit = unit
        self.ratio = ratio
        self.reference = reference
    }

    static func render(_ figures: [Figure], json: Bool) {
        if json {
            let object = JSONValue.object(
                Dictionary(
                    figures.map { ($0.name, JSONValue.object(["value": .number($0.value), "unit": .text($0.unit)])) },
                    uniquingKeysWith: { $1 }))
            print(String(decoding: object.serialized(pretty: true), as: UTF8.self))
            return
        }
        let width = figures.map(\.name.count).max() ?? 0
        for figure in figures {
            let name = figure.name + String(repeating: " ", count: width - figure.name.count)
            let ratio = figure.ratio.map { String(format: "   %.2f × ", $0) + figure.reference } ?? ""
            print(name, String(format: "%14.3f", figure.value), figure.unit + ratio)
        }
    }
}
