/// The tables of `log.sqlite`. All look alike: a row number, a wrapped key, a sealed body.
enum LogTable: String, CaseIterable {
    case segment
    case head
    case held
    case peer
    case outbox
    case document
    case chunk
    case setting
    /// How many rows every other table has, in one row, so that rows that vanished are missed.
    case tally

    /// AUTOINCREMENT, because a number must never be given out again: the image of the view remembers rows by it.
    var definition: String {
        "CREATE TABLE \(rawValue) (id INTEGER PRIMARY KEY AUTOINCREMENT, wrap BLOB NOT NULL, body BLOB NOT NULL) STRICT"
    }
}

/// The two copies of the sealed key ring, in tables of their own so that one damaged page does not take both.
enum RingCopy: String, CaseIterable {
    case ringA = "ring_a"
    case ringB = "ring_b"

    var definition: String { "CREATE TABLE \(rawValue) (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT" }
}
