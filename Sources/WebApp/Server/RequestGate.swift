import HTTPTypes
import NIOCore
import NIOHTTP1

/// Stands right behind the parser and lets no request through that ``RequestRules`` refuses; after a refusal the connection ends.
///
/// It sees fields as they were sent: what comes after it has forgotten duplicates and forms of the target.
final class RequestGate: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let rules: RequestRules
    private var isAnswering = false
    /// Whether the request has come whole, so that it is on this side to speak.
    private var isReceived = false
    private var isOver = false

    init(rules: RequestRules) { self.rules = rules }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        guard case .head(let head) = unwrapInboundIn(data) else {
            if case .end = unwrapInboundIn(data) { isReceived = true }
            return context.fireChannelRead(data)
        }
        // No browser sends a request before the last one was answered; who does wants answers to be mixed up.
        guard !isAnswering else { return end(context) }
        let raw = RequestHead(
            method: head.method.rawValue, target: head.uri, isHTTP11: head.version == .http1_1,
            fields: head.headers.map { (name: $0.name, value: $0.value) })
        if let refusal = rules.refusal(of: raw) { return refuse(refusal, context) }
        (isAnswering, isReceived) = (true, false)
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isOver else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        if case .end = unwrapOutboundIn(data) { isAnswering = false }
        context.write(data, promise: promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isOver else { return }
        error is HTTPParserError && !isAnswering ? refuse(.broken, context) : end(context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // Nothing came for as long as anything may take; what is being answered, a full stick perhaps, may take longer.
        if event is IdleStateHandler.IdleStateEvent { return isAnswering && isReceived ? () : end(context) }
        context.fireUserInboundEventTriggered(event)
    }

    private func refuse(_ refusal: Refusal, _ context: ChannelHandlerContext) {
        isOver = true
        var headers = HTTPHeaders()
        for field in SecurityHeaders.all { headers.add(name: field.name.rawName, value: field.value) }
        let body = "Refused: \(refusal.reason)\n"
        headers.add(name: "Content-Type", value: "text/plain; charset=utf-8")
        headers.add(name: "Content-Length", value: String(body.utf8.count))
        headers.add(name: "Connection", value: "close")
        if refusal == .method { headers.add(name: "Allow", value: "GET, POST") }
        let status = HTTPResponseStatus(statusCode: refusal.status)
        context.write(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(string: body)))), promise: nil)
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in channel.close(promise: nil) }
    }

    private func end(_ context: ChannelHandlerContext) {
        isOver = true
        context.close(promise: nil)
    }
}
