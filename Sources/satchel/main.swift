import Glibc

// Nothing may come before this: from here on no crash, dump or file of this process shows what it holds.
ProcessHygiene.apply()
let arguments = Array(CommandLine.arguments.dropFirst())
ProcessHygiene.hideArguments()
exit(await Program.run(arguments).rawValue)
