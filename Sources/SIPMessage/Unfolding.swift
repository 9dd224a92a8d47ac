import NIOCore

/// Joins folded header lines (rule G3, RFC 3261 §7.3.1), so that nothing behind the gate has to know about folding.
enum Unfolding {
    /// The same message with each fold (CRLF and the blanks around it) written as one space. The body is not touched.
    /// Ends of lines that are not CRLF stay as they are, for the gate to refuse.
    static func unfold(_ message: ByteBuffer) -> ByteBuffer {
        let bytes = message.readableBytesUInt8Span
        var head: [UInt8] = []
        head.reserveCapacity(bytes.count)
        var offset = 0
        while offset < bytes.count {
            guard bytes[offset] == Bytes.carriageReturn, offset &+ 1 < bytes.count,
                bytes[offset &+ 1] == Bytes.lineFeed
            else {
                head.append(bytes[offset])
                offset &+= 1
                continue
            }
            let next = offset &+ 2
            guard next < bytes.count, Bytes.isBlank(bytes[next]) else {
                head.append(Bytes.carriageReturn)
                head.append(Bytes.lineFeed)
                offset = next
                if isHeadEnd(bytes, next) { break }
                continue
            }
            while let last = head.last, Bytes.isBlank(last) { head.removeLast() }
            head.append(Bytes.space)
            offset = bytes.afterBlanks(next, bytes.count)
        }
        var unfolded = ByteBuffer()
        unfolded.reserveCapacity(bytes.count)
        unfolded.writeBytes(head)
        unfolded.writeBytes(bytes.extracting(offset..<bytes.count).bytes)
        return unfolded
    }

    /// Whether an empty line stands at `offset`, which follows a line end.
    private static func isHeadEnd(_ bytes: Span<UInt8>, _ offset: Int) -> Bool {
        offset &+ 1 < bytes.count && bytes[offset] == Bytes.carriageReturn && bytes[offset &+ 1] == Bytes.lineFeed
    }
}
