// Writes a Swift file that carries other files as base64 literals, so that the one executable needs
// nothing beside it on a laptop. Called by the build plugin: EmbedFiles OUTPUT ROOT FILE...
import Foundation

let arguments = CommandLine.arguments
guard arguments.count >= 3 else {
    FileHandle.standardError.write(Data("usage: EmbedFiles OUTPUT ROOT FILE...\n".utf8))
    exit(2)
}
let root = arguments[2].hasSuffix("/") ? arguments[2] : arguments[2] + "/"
var source = "/// Files of the repository carried by the executable: path, and content in base64.\n"
source += "enum EmbeddedFiles {\n    static let files: [(path: String, base64: String)] = [\n"
for path in arguments.dropFirst(3).sorted() {
    let content = try Data(contentsOf: URL(fileURLWithPath: path))
    let name = path.hasPrefix(root) ? String(path.dropFirst(root.count)) : path
    source += "        (\"\(name)\", \"\(content.base64EncodedString())\"),\n"
}
source += "    ]\n}\n"
try Data(source.utf8).write(to: URL(fileURLWithPath: arguments[1]), options: .atomic)
