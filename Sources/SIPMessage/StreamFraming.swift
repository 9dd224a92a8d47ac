import NIOCore

/// Cuts a stream of bytes into SIP messages (RFC 3261 §18.3), as a value: bytes go in, frames come out, nothing is read or timed here.
///
/// A message on a stream ends where its Content-Length says, so a header that two readers could take for different lengths is not repaired but
/// ends the stream (rule G8): whatever came after it could be somebody's smuggled request.
public struct StreamFraming: Sendable {
    /// What the stream holds next.
    public enum Frame: Sendable, Equatable {
        /// One message, head and body, not screened yet.
        case message(ByteBuffer)
        /// A double CRLF between messages, to be answered with one CRLF (RFC 5626 §3.5.1).
        case ping
        /// Nothing whole yet.
        case needsMore
        /// The stream cannot be followed any more; it must be closed.
        case broken(FramingError)
    }

    /// Why a stream cannot be followed.
    public enum FramingError: String, Error, Sendable, Equatable, CaseIterable {
        /// No end of the head within the limit.
        case headTooLong = "stream-head-too-long"
        /// A bare CR, a bare LF or a NUL in the head.
        case lineEnd = "stream-line-end"
        /// No Content-Length, which a stream cannot do without.
        case noContentLength = "stream-no-content-length"
        /// More than one Content-Length, whatever their values.
        case twoContentLengths = "stream-two-content-lengths"
        /// A Content-Length that is not one to five digits.
        case contentLength = "stream-content-length"
        /// A Content-Length over the limit.
        case bodyTooLong = "stream-body-too-long"
    }

    private let limits: Limits
    private var buffer = ByteBuffer()
    /// Bytes at the front of the buffer that hold no end of a head, so that a slow sender is not scanned anew each time.
    private var scanned = 0
    private var failure: FramingError?

    /// A stream of which nothing has been read.
    public init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Bytes held that are no whole message yet.
    public var pendingBytes: Int { buffer.readableBytes }

    /// Takes bytes as they came.
    public mutating func append(_ bytes: ByteBuffer) {
        guard failure == nil else { return }
        var bytes = bytes
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            buffer.writeBuffer(&bytes)
        }
    }

    /// The next frame; call it until it needs more or is broken. Once broken it stays so.
    public mutating func next() -> Frame {
        if let failure { return .broken(failure) }
        do throws(FramingError) {
            return try cut()
        } catch {
            failure = error
            buffer = ByteBuffer()
            return .broken(error)
        }
    }

    private mutating func cut() throws(FramingError) -> Frame {
        while scanned == 0 {
            switch try Self.leading(buffer.readableBytesUInt8Span) {
            case .message: break
            case .needsMore: return .needsMore
            case .ping:
                buffer.moveReaderIndex(forwardBy: 4)
                return .ping
            case .padding:
                buffer.moveReaderIndex(forwardBy: 2)
                continue
            }
            break
        }
        guard let count = try messageCount() else { return .needsMore }
        guard let message = buffer.readSlice(length: count) else { return .needsMore }
        scanned = 0
        if buffer.readableBytes == 0 { buffer = ByteBuffer() } else { buffer.discardReadBytes() }
        return .message(message)
    }

    /// Bytes of the message at the front; nil while it is not whole.
    private mutating func messageCount() throws(FramingError) -> Int? {
        switch try Self.headEnd(buffer.readableBytesUInt8Span, from: scanned, limits) {
        case .notBefore(let offset):
            scanned = offset
            return nil
        case .at(let headEnd):
            // A long body is waited for without looking for the end of the head again.
            scanned = max(1, headEnd - 4)
            let count = headEnd + (try contentLength(buffer.readableBytesUInt8Span, headEnd))
            return buffer.readableBytes >= count ? count : nil
        }
    }

    private enum Leading {
        case message, needsMore, ping, padding
    }

    /// Line ends between messages: two pairs are a ping, one is a pong or padding. A lone CR at the end waits for its LF.
    private static func leading(_ bytes: Span<UInt8>) throws(FramingError) -> Leading {
        guard bytes.count > 0 else { return .needsMore }
        guard bytes[0] == Bytes.carriageReturn || bytes[0] == Bytes.lineFeed else { return .message }
        if bytes[0] == Bytes.lineFeed { throw .lineEnd }
        guard bytes.count > 1 else { return .needsMore }
        if bytes[1] != Bytes.lineFeed { throw .lineEnd }
        guard bytes.count > 2 else { return .needsMore }
        if bytes[2] != Bytes.carriageReturn { return .padding }
        guard bytes.count > 3 else { return .needsMore }
        if bytes[3] != Bytes.lineFeed { throw .lineEnd }
        return .ping
    }

    private enum HeadEnd {
        case at(Int)
        case notBefore(Int)
    }

    /// The offset after the empty line.
    private static func headEnd(_ bytes: Span<UInt8>, from start: Int, _ limits: Limits) throws(FramingError) -> HeadEnd
    {
        var offset = start
        let end = min(bytes.count, limits.headBytesMax)
        while offset < end {
            switch bytes[offset] {
            case 0: throw .lineEnd
            case Bytes.lineFeed:
                guard offset > 0, bytes[offset - 1] == Bytes.carriageReturn else { throw .lineEnd }
                if offset >= 3, bytes[offset - 2] == Bytes.lineFeed { return .at(offset + 1) }
            default:
                if offset > 0, bytes[offset - 1] == Bytes.carriageReturn { throw .lineEnd }
            }
            offset &+= 1
        }
        guard bytes.count < limits.headBytesMax else { throw .headTooLong }
        return .notBefore(offset)
    }

    private func contentLength(_ bytes: Span<UInt8>, _ headEnd: Int) throws(FramingError) -> Int {
        let table = HeaderTable.shared
        var found: Int?
        var line = (bytes.first(Bytes.lineFeed, 0, headEnd) ?? headEnd) + 1
        while line < headEnd - 2 {
            let next = (bytes.first(Bytes.lineFeed, line, headEnd) ?? headEnd) + 1
            let nameEnd = bytes.afterToken(line, next)
            if nameEnd > line, table.match(bytes, ByteRange(lower: line, upper: nameEnd)).name == .contentLength {
                guard found == nil else { throw .twoContentLengths }
                found = try value(bytes, nameEnd, next - 2)
                // A folded value may say more on its next line than we have read.
                if Bytes.isBlank(bytes[next]) { throw .contentLength }
            }
            line = next
        }
        guard let found else { throw .noContentLength }
        guard found <= limits.bodyBytesMax else { throw .bodyTooLong }
        return found
    }

    private func value(_ bytes: Span<UInt8>, _ nameEnd: Int, _ lineEnd: Int) throws(FramingError) -> Int {
        let colon = bytes.afterBlanks(nameEnd, lineEnd)
        guard colon < lineEnd, bytes[colon] == Bytes.colon else { throw .contentLength }
        let digits = bytes.trimmed(colon + 1, lineEnd)
        guard let length = bytes.number(digits, digitsMax: limits.contentLengthDigitsMax, max: 99_999) else {
            throw .contentLength
        }
        return Int(truncatingIfNeeded: length)
    }
}
