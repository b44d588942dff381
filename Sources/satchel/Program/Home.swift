import Glibc

/// Where the store lies when nobody says otherwise.
enum Home {
    /// `--home`, else `$XDG_DATA_HOME/satchel`, else `~/.local/share/satchel`; always absolute.
    ///
    /// XDG Base Directory Specification: a relative `XDG_DATA_HOME` is passed over.
    static func path(_ option: String?, directory: String) -> String {
        if let option { return absolute(option, in: directory) }
        if let data = getenv("XDG_DATA_HOME").map({ String(cString: $0) }), data.hasPrefix("/") { return data + "/satchel" }
        let home = getenv("HOME").map { String(cString: $0) } ?? "/"
        return absolute(home, in: directory) + "/.local/share/satchel"
    }

    static func absolute(_ path: String, in directory: String) -> String {
        path.hasPrefix("/") ? path : directory + (directory.hasSuffix("/") ? "" : "/") + path
    }

    /// The folder that the process was started in.
    static func workingDirectory() -> String {
        guard let text = getcwd(nil, 0) else { return "/" }
        defer { free(text) }
        return String(cString: text)
    }
}
