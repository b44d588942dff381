import Foundation
import Glibc

/// Turns signals that would end the process into a call, as long as it lives.
final class SignalWatch {
    private let sources: [any DispatchSourceSignal]

    init(_ numbers: [Int32], _ received: @escaping @Sendable () -> Void) {
        sources = numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler(handler: received)
            source.resume()
            return source
        }
    }

    deinit { for source in sources { source.cancel() } }
}
