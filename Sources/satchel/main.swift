import Clinic
import Foundation

let directory = FileManager.default.temporaryDirectory.appendingPathComponent("satchel-demo-\(getpid())").path
try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
let outcome = try await Demo(directory: directory) { print($0) }.play()
print(outcome.stateHash)
