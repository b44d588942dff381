import Records
import ReplicatedLog

/// The code with which `body` was refused; `nil` when it was not.
func refusal(_ body: () throws -> Void) -> LogErrorCode? {
    do {
        try body()
        return nil
    } catch {
        return (error as? LogError)?.code
    }
}
