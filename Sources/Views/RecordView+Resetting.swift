import GRDB
public import Records

extension RecordView {
    /// Forgets everything of one space, to build it again or because it was withdrawn.
    ///
    /// - Complexity: O(*n*) in the rows of the space.
    public func reset(_ space: SpaceID) throws(ViewError) {
        guard let number = numbers.spaces.existing(space) else { return }
        try transaction { database in
            let records = "(SELECT number FROM record WHERE space = ?)"
            for table in ["link", "identity", "note"] {
                try database.run("DELETE FROM \(table) WHERE record IN \(records)", .integer(number))
            }
            try database.run("DELETE FROM record WHERE space = ?", .integer(number))
            // Numbers are not given back, so the space keeps its own and gets an empty index.
            try database.execute(sql: "DROP TABLE \(ViewTables.wordsName(number))")
            try database.execute(sql: ViewTables.words(number))
        }
        generation &+= 1
    }
}
