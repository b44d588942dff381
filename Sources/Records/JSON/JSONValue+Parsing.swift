extension JSONValue {
    /// Reads one JSON text in UTF-8, a byte order mark before it being passed over.
    ///
    /// Foundation's parser neither bounds the depth nor tells of duplicate keys, of which it keeps one at random.
    ///
    /// - Throws: ``RecordsErrorCode/jsonTooLong``, ``RecordsErrorCode/jsonTooDeep``, ``RecordsErrorCode/duplicateKey``
    ///   or ``RecordsErrorCode/notJSON``, the message naming line and column.
    /// - Complexity: O(*n*) in bytes.
    public init(parsing bytes: [UInt8]) throws(RecordsError) {
        var parser = try JSONParser(bytes)
        self = try parser.document()
    }
}
