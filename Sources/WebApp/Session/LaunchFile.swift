import Glibc
public import Records

/// The file that opens the browser: it posts the launch secret, which therefore stands in no argument and no address.
///
/// Mode 0600, in a folder of the user alone. Whoever reads it within its minute is the user anyway.
public struct LaunchFile: Sendable {
    public let path: String

    /// - Parameter directory: exists, and nobody else may look into it.
    public init(in directory: String, host: String, secret: Secret) throws(WebAppError) {
        let path = directory + "/satchel-\(Secret().text.prefix(16)).html"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.failed() }
        defer { close(descriptor) }
        let bytes = Array(Self.page(host: host, secret: secret).utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                unlink(path)
                throw Self.failed()
            }
            written += count
        }
        self.path = path
    }

    /// Once its secret is used or too old there is nothing in it, and it need not lie there.
    public func remove() { unlink(path) }

    static func page(host: String, secret: Secret) -> String {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>Satchel</title></head>
        <body><form method="post" action="http://\(host)\(RequestRules.launchPath)" autocomplete="off">
        <input type="hidden" name="secret" value="\(secret.text)"><button>Satchel</button></form>
        <script>document.forms[0].submit()</script></body></html>

        """
    }

    private static func failed() -> WebAppError {
        WebAppError(
            .noLaunchFile, "The file that opens the browser could not be written.",
            hint: "Make room on the disk, and see that the folder of the store may be written to.")
    }
}
