import Records

/// JSON as it comes in by commands and files.
struct JSONTarget: FuzzTarget {
    let seeds: [[UInt8]] = [
        #"{"given_name":"Amina","phone":["+1 555","2"],"birth_date":"1984-03","amount":{"amount":"12.50","currency":"EUR"},"x":null}"#,
        #"[true,false,null,-0,0.5,1e3,-12.25E-2,9007199254740993,"\u0041\ud83d\ude00\n\"\\\/","محكمة","суд"]"#,
        #"{"a":{"b":{"c":[[[[[[]]]]]]}},"":"","😀":"\u0000"}"#, " 7 ", #""""#,
    ].map { Array($0.utf8) }

    func run(_ input: [UInt8]) throws(FuzzFinding) -> FuzzOutcome {
        let value: JSONValue
        do throws(RecordsError) { value = try JSONValue(parsing: input) } catch { return .refused(error.code.rawValue) }
        for pretty in [false, true] {
            guard let again = try? JSONValue(parsing: value.serialized(pretty: pretty)), again == value else {
                throw FuzzFinding("accepted, and reads otherwise once it is written")
            }
        }
        return .accepted(reached: "written and read again")
    }
}
