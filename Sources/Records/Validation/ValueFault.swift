/// What is wrong with one value, before it is known of which field.
struct ValueFault: Error, Hashable {
    let code: ProblemCode
    let message: String
    var suggestion: String?
    /// What would be accepted, where it is more than what the field says.
    var accepted: String?

    init(_ code: ProblemCode, _ message: String, suggestion: String? = nil, accepted: String? = nil) {
        self.code = code
        self.message = message
        self.suggestion = suggestion
        self.accepted = accepted
    }
}
