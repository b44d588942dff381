/// Sizes as people say them.
enum ByteCount {
    /// `512 bytes`, `4.2 kB`, `1.3 GB`; decimal units, as sticks are sold.
    static func text(_ count: UInt64) -> String {
        guard count >= 1000 else { return count == 1 ? "1 byte" : "\(count) bytes" }
        let units = ["kB", "MB", "GB", "TB", "PB", "EB"]
        var unit = 0
        var value = Double(count) / 1000
        // 999,960 bytes would be written as 1000.0 kB.
        while value >= 999.95, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
