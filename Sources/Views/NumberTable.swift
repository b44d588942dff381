import GRDB
import Records

/// What a view writes as a small number instead of its bytes: chains, spaces, persons, names of fields and kinds.
protocol Numbered: Hashable {
    var numberedBytes: [UInt8] { get }
    init?(numberedBytes: [UInt8])
}

extension Identifier: Numbered {
    var numberedBytes: [UInt8] { bytes }
    init?(numberedBytes: [UInt8]) { self.init(bytes: numberedBytes) }
}

extension String: Numbered {
    var numberedBytes: [UInt8] { Array(utf8) }
    init?(numberedBytes: [UInt8]) { self.init(validating: numberedBytes, as: UTF8.self) }
}

/// The numbers of one table, all in memory. Numbers are given out in order of first use, from 0.
struct NumberTable<Item: Numbered> {
    private let table: String
    private var numbers: [Item: Int64] = [:]
    private(set) var items: [Item] = []

    init(_ table: String) { self.table = table }

    /// Reads the table anew: on opening, and after a transaction that was rolled back.
    mutating func load(_ database: Database) throws {
        numbers = [:]
        items = []
        let rows = try database.rows("SELECT number, content FROM \(table) ORDER BY number") { ($0.integer(0), $0.blob(1)) }
        for (number, bytes) in rows {
            guard number == Int64(items.count), let item = Item(numberedBytes: bytes), numbers[item] == nil else {
                throw ViewError.damaged("a table of names has a gap")
            }
            numbers[item] = number
            items.append(item)
        }
    }

    func existing(_ item: Item) -> Int64? { numbers[item] }

    mutating func number(of item: Item, _ database: Database) throws -> Int64 {
        if let number = numbers[item] { return number }
        let number = Int64(items.count)
        try database.run("INSERT INTO \(table) (number, content) VALUES (?, ?)", .integer(number), .blob(item.numberedBytes))
        numbers[item] = number
        items.append(item)
        return number
    }

    func item(_ number: some BinaryInteger) throws(ViewError) -> Item {
        guard let index = Int(exactly: number), items.indices.contains(index) else { throw .damaged("a number stands for nothing") }
        return items[index]
    }
}

/// All numbered things of a view.
struct Numbers {
    var spaces = NumberTable<SpaceID>("space")
    var chains = NumberTable<ChainID>("chain")
    var persons = NumberTable<PersonID>("person")
    /// Fields and kinds.
    var names = NumberTable<String>("name")

    mutating func load(_ database: Database) throws {
        try spaces.load(database)
        try chains.load(database)
        try persons.load(database)
        try names.load(database)
    }
}
