/// Numbers in whatever digits they were typed.
enum TypedDigits {
    /// The value of a decimal digit of any script.
    static func digit(_ scalar: Unicode.Scalar) -> Int? {
        if (0x30...0x39).contains(scalar.value) { return Int(scalar.value - 0x30) }
        guard scalar.value > 0x7F, scalar.properties.generalCategory == .decimalNumber, let value = scalar.properties.numericValue else {
            return nil
        }
        return Int(value)
    }

    /// The value of an Ethiopic number sign: 1 to 9, 10 to 90 by tens, 100 and 10,000.
    static func ethiopic(_ scalar: Unicode.Scalar) -> Int? {
        guard (0x1369...0x137C).contains(scalar.value), let value = scalar.properties.numericValue else { return nil }
        return Int(value)
    }

    /// A number in Ethiopic signs, which have no zero: ፳፻፲፮ is 20 hundreds and 16.
    static func number(ofEthiopic values: [Int]) -> Int {
        var total = 0
        var below = 0
        for value in values {
            if value >= 100 {
                total += max(1, below) * value
                below = 0
            } else {
                below += value
            }
        }
        return total + below
    }
}
