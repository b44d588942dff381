/// What is wrong with one value, before it is known of which field.
struct ValueFault: Error, Hashable {
    let code: ProblemCode
    let message: String
    var suggestion: String?

    init(_ code: ProblemCode, _ message: String, suggestion: String? = nil) {
        self.code = code
        self.message = message
        self.suggestion = suggestion
    }
}
