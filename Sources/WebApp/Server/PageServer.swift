import Glibc
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOPosix
import Synchronization

/// Answers requests from one listening socket until it is told to stop.
///
/// The socket outlives it: when the store is locked, the next image of the process goes on with it, so that no other process can take
/// the port and ask for a passphrase in our place.
public final class PageServer: Sendable {
    static let connectionsMax = 64
    static let silenceSeconds: Int64 = 60

    private let socket: LoopbackSocket
    private let application: PageApplication
    private struct State {
        var listener: (any Channel)?
        var connections: [ObjectIdentifier: any Channel] = [:]
        var isOver = false
        var isStopped = false
    }

    private let state = Mutex(State())

    public init(socket: LoopbackSocket, application: PageApplication) {
        self.socket = socket
        self.application = application
    }

    /// Serves until ``stopAccepting()`` and until every answer that was begun is sent; when it is cancelled, it ends at once.
    public func run() async throws {
        // Of a cancelled sequence of connections those that nobody took would end the process, so this one is closed and never cancelled.
        let serving = Task { try await serve() }
        try await withTaskCancellationHandler {
            try await serving.value
        } onCancel: {
            stop()
        }
    }

    private func serve() async throws {
        let logger = Logger(label: "satchel.pages") { _ in SwiftLogNoOpLogHandler() }
        let application = application
        let channel = PageChannel(rules: RequestRules(host: application.host)) { request, writer, channel in
            let context = BasicRequestContext(source: .init(channel: channel, logger: logger))
            let answer = await application.answer(request, context: context)
            try await writer.write(response: answer.response.head, body: answer.response.body)
            await answer.afterwards?()
        }
        let descriptor = fcntl(socket.descriptor, F_DUPFD_CLOEXEC, 3)
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
            .bind(descriptor) { child in channel.setup(channel: child, logger: logger) }
        let isOver = state.withLock { state in
            state.listener = server.channel
            return state.isOver
        }
        if isOver { server.channel.close(promise: nil) }
        try await server.executeThenClose { inbound in
            await withDiscardingTaskGroup { group in
                do {
                    for try await child in inbound {
                        let isTaken = self.begin(child.channel)
                        group.addTask {
                            if isTaken {
                                await channel.handle(value: child, logger: logger)
                                self.end(child.channel)
                            } else {
                                try? await child.executeThenClose { _, _ in }
                            }
                        }
                    }
                } catch {
                    // The listening end is gone; what was accepted is answered.
                }
            }
        }
    }

    /// Takes no further connection. Those that come wait at the socket for whoever serves it next.
    public func stopAccepting() async {
        let listener = state.withLock { state in
            state.isOver = true
            return state.listener
        }
        try? await listener?.close().get()
    }

    private func stop() {
        let (listener, connections) = state.withLock { state in
            state.isOver = true
            state.isStopped = true
            return (state.listener, Array(state.connections.values))
        }
        listener?.close(promise: nil)
        for connection in connections { connection.close(promise: nil) }
    }

    private func begin(_ channel: any Channel) -> Bool {
        state.withLock { state in
            guard state.connections.count < Self.connectionsMax, !state.isStopped else { return false }
            state.connections[ObjectIdentifier(channel)] = channel
            return true
        }
    }

    private func end(_ channel: any Channel) { state.withLock { _ = $0.connections.removeValue(forKey: ObjectIdentifier(channel)) } }
}

/// HTTP/1.1 with the gate between the parser and everything else.
struct PageChannel: ServerChildChannel, HTTPChannelHandler {
    typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    let rules: RequestRules
    let responder: HTTPChannelHandler.Responder

    init(rules: RequestRules, responder: @escaping HTTPChannelHandler.Responder) {
        self.rules = rules
        self.responder = responder
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            var limits = NIOHTTPDecoderLimitConfiguration()
            limits.maxHeaderFieldSize = RequestRules.fieldBytesMax
            limits.maxHeaderListSize = RequestRules.fieldsBytesMax
            limits.maxHeaderFieldCount = RequestRules.fieldCountMax
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(IdleStateHandler(readTimeout: .seconds(PageServer.silenceSeconds)))
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: false, withErrorHandling: false, withOutboundHeaderValidation: true,
                withEncoderConfiguration: .init(), withDecoderLimitConfiguration: limits)
            try pipeline.addHandler(RequestGate(rules: rules))
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
            return try NIOAsyncChannel(wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
        }
    }

    func handle(value: Value, logger: Logger) async { await handleHTTP(asyncChannel: value, logger: logger) }
}
