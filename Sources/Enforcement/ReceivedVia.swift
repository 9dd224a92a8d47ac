/// A Via value with where it really came from (RFC 3261 §18.2.1, RFC 3581 §4): any `received` and `rport` that the sender wrote itself are
/// replaced, since the response will follow them.
enum ReceivedVia {
    static func text(of via: [UInt8], from remote: Endpoint) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(via.count + 64)
        var start = 0
        while start <= via.count {
            let end = ParameterText.pieceEnd(via, from: start)
            let piece = via[start..<end]
            if start == 0 {
                text.append(contentsOf: piece)
            } else if !ParameterText.isNamed(piece, "received"), !ParameterText.isNamed(piece, "rport") {
                text.append(";")
                text.append(contentsOf: piece)
            }
            start = end + 1
        }
        text.append(";received=")
        remote.appendHost(to: &text)
        text.append(";rport=")
        text.append(decimal: remote.port)
        return text
    }
}
