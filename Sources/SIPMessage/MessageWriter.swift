import NIOCore

extension MessageEdit {
    /// The message as edited. Content-Length is the last header and always right; header names are canonical; each
    /// header is one line.
    public func serialize(_ allocator: ByteBufferAllocator = ByteBufferAllocator()) -> ByteBuffer {
        let source = message.bytes.readableBytesUInt8Span
        var out = allocator.buffer(capacity: estimate)
        writeStartLine(&out, source)
        for (name, value) in top.reversed() { Self.writeLine(&out, name, value.span) }
        writeHeaders(&out, source)
        for (name, value) in bottom { Self.writeLine(&out, name, value.span) }
        let count: Int
        switch bodyEdit {
        case .keep: count = message.body.count
        case .remove: count = 0
        case .replace(let type, let body):
            count = body.count
            Self.writeLine(&out, HeaderName.contentType.canonical, TextSafety.oneLine(Array(type.utf8)).span)
        }
        out.writeStaticString("Content-Length: ")
        out.writeString(String(count))
        out.writeStaticString("\r\n\r\n")
        switch bodyEdit {
        case .keep: out.writeBytes(source.extracting(message.body.lower..<message.body.upper).bytes)
        case .remove: break
        case .replace(_, let body): out.writeBytes(body)
        }
        return out
    }

    private var estimate: Int {
        var count = message.bytes.readableBytes + 128
        for (name, value) in top { count += name.utf8.count + value.count + 4 }
        for (name, value) in bottom { count += name.utf8.count + value.count + 4 }
        if case .replace(let type, let body) = bodyEdit { count += type.utf8.count + body.count }
        return count + (requestURI?.count ?? 0)
    }

    private func writeStartLine(_ out: inout ByteBuffer, _ source: Span<UInt8>) {
        switch message.startLine {
        case .request(_, let method, let uri):
            guard let requestURI else {
                out.writeBytes(source.extracting(method.lower..<uri.upper).bytes)
                out.writeStaticString(" SIP/2.0\r\n")
                return
            }
            out.writeBytes(source.extracting(method.lower..<method.upper).bytes)
            out.writeStaticString(" ")
            out.writeBytes(requestURI)
            out.writeStaticString(" SIP/2.0\r\n")
        case .response(let written, let reason):
            if let status {
                Response.writeStart(&out, status.code, status.reason)
                return
            }
            out.writeStaticString("SIP/2.0 ")
            out.writeString(String(written))
            out.writeStaticString(" ")
            out.writeBytes(source.extracting(reason.lower..<reason.upper).bytes)
            out.writeStaticString("\r\n")
        }
    }

    /// Lines that stand as they should are copied in runs.
    private func writeHeaders(_ out: inout ByteBuffer, _ source: Span<UInt8>) {
        var nextEdit = 0
        var run = ByteRange(lower: 0, upper: 0)
        for index in message.headers.indices {
            let header = message.headers[index]
            var edit: LineEdit?
            if nextEdit < lineEdits.count, lineEdits[nextEdit].index == index {
                edit = lineEdits[nextEdit].edit
                nextEdit += 1
            }
            if edit == nil, header.isCanonical, !isLeftOut(header.name) {
                let start = run.upper == header.lineRange.lower && !run.isEmpty ? run.lower : header.lineRange.lower
                if start == header.lineRange.lower { Self.flush(&out, source, run) }
                run = ByteRange(lower: start, upper: header.lineRange.upper)
                continue
            }
            Self.flush(&out, source, run)
            run = ByteRange(lower: 0, upper: 0)
            if !isLeftOut(header.name) { write(header, edit, &out, source) }
        }
        Self.flush(&out, source, run)
    }

    private static func flush(_ out: inout ByteBuffer, _ source: Span<UInt8>, _ run: ByteRange) {
        if !run.isEmpty { out.writeBytes(source.extracting(run.lower..<run.upper).bytes) }
    }

    private func write(_ header: Header, _ edit: LineEdit?, _ out: inout ByteBuffer, _ source: Span<UInt8>) {
        switch edit {
        case .remove: return
        case nil:
            writeName(header, &out, source)
            out.writeBytes(source.extracting(header.valueRange.lower..<header.valueRange.upper).bytes)
        case .replaceValue(let value):
            writeName(header, &out, source)
            out.writeBytes(value)
        case .items(let edits):
            var list = ListItems(header.valueRange)
            var isFirst = true
            while let range = list.next(source) {
                let change = edits.first { $0.range == range }
                if let change, change.replacement == nil { continue }
                if isFirst {
                    writeName(header, &out, source)
                } else {
                    out.writeStaticString(", ")
                }
                isFirst = false
                if let replacement = change?.replacement {
                    out.writeBytes(replacement)
                } else {
                    out.writeBytes(source.extracting(range.lower..<range.upper).bytes)
                }
            }
            if isFirst { return }
        }
        out.writeStaticString("\r\n")
    }

    private func writeName(_ header: Header, _ out: inout ByteBuffer, _ source: Span<UInt8>) {
        if header.name == .other {
            out.writeBytes(source.extracting(header.nameRange.lower..<header.nameRange.upper).bytes)
        } else {
            out.writeString(header.name.canonical)
        }
        out.writeStaticString(": ")
    }

    private static func writeLine(_ out: inout ByteBuffer, _ name: String, _ value: Span<UInt8>) {
        out.writeString(name)
        out.writeStaticString(": ")
        out.writeBytes(value.bytes)
        out.writeStaticString("\r\n")
    }

    /// Content-Length is written anew; with another body, or none, everything that described the old one goes.
    private func isLeftOut(_ name: HeaderName) -> Bool {
        if name == .contentLength { return true }
        switch bodyEdit {
        case .keep: return false
        case .remove, .replace:
            return name == .contentType || name == .contentEncoding || name == .contentLanguage
                || name == .contentDisposition || name == .contentID || name == .mimeVersion
        }
    }
}
