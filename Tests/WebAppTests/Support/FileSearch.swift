import Foundation

enum FileSearch {
    /// The files in which a text stands in clear.
    static func files(under root: String, containing text: String) throws -> [String] {
        let walk = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return walk.filter { path in
            guard let data = FileManager.default.contents(atPath: root + "/" + path) else { return false }
            return data.range(of: Data(text.utf8)) != nil
        }
    }
}
