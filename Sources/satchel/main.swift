import Glibc
import Images

// Nothing may come before this: from here on no crash, dump or file of this process shows what it holds.
ProcessHygiene.apply()
let arguments = Array(CommandLine.arguments.dropFirst())
ProcessHygiene.hideArguments()
// The child that decodes images is this program, too, and does nothing else.
if arguments.first == ImageWorker.argument { exit(ImageWorker.run(arguments)) }
exit(await Program.run(arguments).rawValue)
