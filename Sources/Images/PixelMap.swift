/// Pixels in rows from the top, three bytes each: red, green, blue.
struct PixelMap: Hashable, Sendable {
    static let headerByteCount = 4

    let width: Int
    let height: Int
    let bytes: [UInt8]

    /// - Returns: `nil` unless the bytes are exactly those of the rows, with 1 to 65,535 pixels along each edge.
    init?(width: Int, height: Int, bytes: [UInt8]) {
        guard (1...0xFFFF).contains(width), (1...0xFFFF).contains(height), bytes.count == 3 * width * height else { return nil }
        self.width = width
        self.height = height
        self.bytes = bytes
    }

    /// What the child writes: width and height in two bytes each, most significant first, then the pixels.
    var answer: [UInt8] { [UInt8(width >> 8), UInt8(width & 0xFF), UInt8(height >> 8), UInt8(height & 0xFF)] + bytes }

    /// Reads what a child wrote, as something that anybody may have written.
    init?(answer: [UInt8]) {
        guard answer.count > Self.headerByteCount else { return nil }
        let width = Int(answer[0]) << 8 | Int(answer[1])
        let height = Int(answer[2]) << 8 | Int(answer[3])
        guard max(width, height) <= ImageLimits.thumbnailEdgePixels else { return nil }
        self.init(width: width, height: height, bytes: Array(answer[Self.headerByteCount...]))
    }

    /// The same picture with `edge` pixels at most along the longer edge, each the mean of those it stands for. Never enlarges.
    ///
    /// - Complexity: O(*pixels*).
    func reduced(to edge: Int) -> PixelMap {
        let longer = max(width, height)
        guard longer > edge else { return self }
        let columns = max(1, width * edge / longer)
        let rows = max(1, height * edge / longer)
        var result = [UInt8](repeating: 0, count: 3 * columns * rows)
        bytes.withUnsafeBufferPointer { source in
            for row in 0..<rows {
                let lines = row * height / rows..<max(row * height / rows + 1, (row + 1) * height / rows)
                for column in 0..<columns {
                    let across = column * width / columns..<max(column * width / columns + 1, (column + 1) * width / columns)
                    var (red, green, blue) = (0, 0, 0)
                    for y in lines {
                        for x in across {
                            let place = 3 * (y * width + x)
                            red += Int(source[place])
                            green += Int(source[place + 1])
                            blue += Int(source[place + 2])
                        }
                    }
                    let count = lines.count * across.count
                    let place = 3 * (row * columns + column)
                    result[place] = UInt8(red / count)
                    result[place + 1] = UInt8(green / count)
                    result[place + 2] = UInt8(blue / count)
                }
            }
        }
        guard let map = PixelMap(width: columns, height: rows, bytes: result) else {
            preconditionFailure("Smaller than what it is made of.")
        }
        return map
    }
}
