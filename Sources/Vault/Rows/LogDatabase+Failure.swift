import GRDB
import Records

extension LogDatabase {
    /// What a failure of SQLite means for whoever has to act on it. Errors of our own come through as they are.
    static func failure(_ error: any Error) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        // The message of SQLite names tables and files only; values never enter it.
        let reason = error.message ?? "code \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_FULL:
            return VaultError(
                .storageFull, "The disk is full: this was not saved.",
                hint: "Free some space and save again; everything saved before is intact.")
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            return VaultError(
                .readOnly, "The store's log cannot be written (\(reason)).",
                hint: "Check who owns the folder and whether the disk is read-only.")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return VaultError(.held, "Another program has the store's log open.", hint: "Close it and try again.")
        case .SQLITE_IOERR:
            return VaultError(
                .stopped, "The disk failed while the store's log was used (\(reason)).",
                hint: "Nothing more is written now. Check the disk, then start again; what was saved before is intact.", cause: error)
        case .SQLITE_NOMEM, .SQLITE_INTERRUPT:
            return VaultError(
                .stopped, "The store's log could not be used (\(reason)).", hint: "Close other programs and start again.", cause: error)
        case .SQLITE_MISUSE:
            return VaultError(.stopped, "The store is closed.", hint: "Unlock it again.")
        default:
            // CORRUPT and NOTADB, and what else a damaged file can make SQLite say: too large, mismatch, constraint, schema.
            return VaultError(.damaged, "The store's log is damaged (\(reason)).", hint: restore, cause: error)
        }
    }
}
