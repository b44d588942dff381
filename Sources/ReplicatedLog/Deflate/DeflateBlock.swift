/// One block of a deflate stream, written in whichever of the three forms is the shortest.
struct DeflateBlock {
    private let steps: ArraySlice<DeflateStep>
    private let literalCode: HuffmanCode
    private let distanceCode: HuffmanCode
    private let header: [CodeLengthStep]
    private let headerCode: HuffmanCode
    private let dynamicBits: Int
    private let fixedBits: Int
    private let byteCount: Int

    private static let fixedLiterals = HuffmanCode(lengths: DeflateSymbols.fixedLiteralLengths)
    private static let fixedDistances = HuffmanCode(lengths: DeflateSymbols.fixedDistanceLengths)

    init(_ steps: ArraySlice<DeflateStep>) {
        self.steps = steps
        var counts = SymbolCounts()
        var byteCount = 0
        for step in steps {
            counts.add(step)
            byteCount += step.byteCount
        }
        counts.literals[DeflateSymbols.endOfBlock] = 1
        self.byteCount = byteCount
        literalCode = HuffmanCode(counts: counts.literals, lengthMax: 15)
        distanceCode = HuffmanCode(counts: counts.distances, lengthMax: 15)
        (header, headerCode) = Self.header(literalCode.lengths, distanceCode.lengths)
        var extra = 0
        var fixed = 3
        var dynamic = 3 + 14 + 3 * Self.writtenCount(headerCode)
        for (symbol, count) in counts.literals.enumerated() where count > 0 {
            if symbol > DeflateSymbols.endOfBlock { extra += Int(count) * DeflateSymbols.lengthExtra[symbol - 257] }
            fixed += Int(count) * Int(DeflateSymbols.fixedLiteralLengths[symbol])
            dynamic += Int(count) * Int(literalCode.lengths[symbol])
        }
        for (symbol, count) in counts.distances.enumerated() where count > 0 {
            extra += Int(count) * DeflateSymbols.distanceExtra[symbol]
            fixed += Int(count) * 5
            dynamic += Int(count) * Int(distanceCode.lengths[symbol])
        }
        for step in header { dynamic += Int(headerCode.lengths[step.symbol]) + step.extraWidth }
        fixedBits = fixed + extra
        dynamicBits = dynamic + extra
    }

    /// At most so many; a stored block may take up to seven fewer, for the bits that bring it to a byte.
    var bits: Int { min(dynamicBits, fixedBits, storedBits) }

    private var storedBits: Int { byteCount <= 0xFFFF ? 3 + 7 + 32 + byteCount * 8 : .max }

    /// - Parameter bytes: what the steps stand for.
    func write(to writer: inout BitWriter, bytes: some Collection<UInt8>, last: Bool) {
        writer.append(last ? 1 : 0, width: 1)
        if storedBits < min(dynamicBits, fixedBits) {
            writer.append(0, width: 2)
            writer.alignToByte()
            writer.append(UInt32(byteCount) | UInt32(~UInt16(byteCount)) << 16, width: 32)
            writer.append(bytes: bytes)
        } else if fixedBits <= dynamicBits {
            writer.append(1, width: 2)
            write(to: &writer, Self.fixedLiterals, Self.fixedDistances)
        } else {
            writer.append(2, width: 2)
            let order = DeflateSymbols.codeLengthOrder.prefix(Self.writtenCount(headerCode))
            writer.append(UInt32(Self.literalCount(literalCode.lengths) - 257), width: 5)
            writer.append(UInt32(Self.distanceCount(distanceCode.lengths) - 1), width: 5)
            writer.append(UInt32(order.count - 4), width: 4)
            for symbol in order { writer.append(UInt32(headerCode.lengths[symbol]), width: 3) }
            for step in header {
                writer.append(UInt32(headerCode.codes[step.symbol]), width: Int(headerCode.lengths[step.symbol]))
                writer.append(UInt32(step.extra), width: step.extraWidth)
            }
            write(to: &writer, literalCode, distanceCode)
        }
    }

    private func write(to writer: inout BitWriter, _ literals: HuffmanCode, _ distances: HuffmanCode) {
        func literal(_ symbol: Int) { writer.append(UInt32(literals.codes[symbol]), width: Int(literals.lengths[symbol])) }
        for step in steps {
            switch step {
            case .literal(let byte): literal(Int(byte))
            case .match(let length, let distance):
                let symbol = Int(DeflateSymbols.lengthSymbol[Int(length)])
                literal(symbol)
                writer.append(
                    UInt32(Int(length) - DeflateSymbols.lengthBase[symbol - 257]), width: DeflateSymbols.lengthExtra[symbol - 257])
                let far = DeflateSymbols.distanceSymbol(Int(distance))
                writer.append(UInt32(distances.codes[far]), width: Int(distances.lengths[far]))
                writer.append(UInt32(Int(distance) - DeflateSymbols.distanceBase[far]), width: DeflateSymbols.distanceExtra[far])
            }
        }
        literal(DeflateSymbols.endOfBlock)
    }

    // MARK: The header of a dynamic block

    /// One symbol of the alphabet in which code lengths are written: a length, or a run.
    private struct CodeLengthStep {
        let symbol: Int
        var extra = 0

        var extraWidth: Int {
            switch symbol {
            case 16: 2
            case 17: 3
            case 18: 7
            default: 0
            }
        }
    }

    private static func literalCount(_ lengths: [UInt8]) -> Int { max(257, (lengths.lastIndex { $0 > 0 } ?? 0) + 1) }
    private static func distanceCount(_ lengths: [UInt8]) -> Int { max(1, (lengths.lastIndex { $0 > 0 } ?? 0) + 1) }
    private static func writtenCount(_ code: HuffmanCode) -> Int {
        max(4, (DeflateSymbols.codeLengthOrder.lastIndex { code.lengths[$0] > 0 } ?? 0) + 1)
    }

    /// Runs cost extra bits and a symbol of their own, so each way of using them is tried and the shortest taken.
    private static func header(_ literals: [UInt8], _ distances: [UInt8]) -> ([CodeLengthStep], HuffmanCode) {
        let lengths = literals.prefix(literalCount(literals)) + distances.prefix(distanceCount(distances))
        var best: (steps: [CodeLengthStep], code: HuffmanCode, bits: Int)?
        for repeats in [true, false] {
            for longZeros in [true, false] {
                let steps = steps(Array(lengths), repeats: repeats, longZeros: longZeros)
                var counts = [UInt32](repeating: 0, count: 19)
                for step in steps { counts[step.symbol] += 1 }
                let code = HuffmanCode(counts: counts, lengthMax: 7)
                let bits = steps.reduce(3 * writtenCount(code)) { $0 + Int(code.lengths[$1.symbol]) + $1.extraWidth }
                if bits < best?.bits ?? .max { best = (steps, code, bits) }
            }
        }
        guard let best else { preconditionFailure("one way is the shortest") }
        return (best.steps, best.code)
    }

    private static func steps(_ lengths: [UInt8], repeats: Bool, longZeros: Bool) -> [CodeLengthStep] {
        var steps = [CodeLengthStep]()
        var index = 0
        while index < lengths.count {
            let length = lengths[index]
            var run = 1
            while index + run < lengths.count, lengths[index + run] == length { run += 1 }
            index += run
            if length == 0 {
                while run >= 11, longZeros {
                    let part = min(run, 138)
                    steps.append(CodeLengthStep(symbol: 18, extra: part - 11))
                    run -= part
                }
                while run >= 3 {
                    let part = min(run, 10)
                    steps.append(CodeLengthStep(symbol: 17, extra: part - 3))
                    run -= part
                }
            } else {
                steps.append(CodeLengthStep(symbol: Int(length)))
                run -= 1
                while run >= 3, repeats {
                    let part = min(run, 6)
                    steps.append(CodeLengthStep(symbol: 16, extra: part - 3))
                    run -= part
                }
            }
            for _ in 0..<run { steps.append(CodeLengthStep(symbol: Int(length))) }
        }
        return steps
    }
}
