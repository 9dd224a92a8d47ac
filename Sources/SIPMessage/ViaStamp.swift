extension Via {
    /// This value with `received` and `rport` as given (RFC 3261 §18.2.1, RFC 3581 §4): what the sender wrote there itself
    /// goes. A nil `received` is left out; `rport` gets its value only where the sender wrote one, with or without value.
    public func stamped(in message: SIPMessage, received address: String?, rport port: Int?) -> [UInt8] {
        let first: ByteRange?
        let second: ByteRange?
        let stampedRport = port == nil ? nil : rportParameter
        if let receivedParameter, let stampedRport, stampedRport.lower < receivedParameter.lower {
            first = stampedRport
            second = receivedParameter
        } else {
            first = receivedParameter
            second = stampedRport
        }
        var value: [UInt8] = []
        value.reserveCapacity(range.count + 64)
        var start = range.lower
        if let first {
            value.append(message, ByteRange(lower: start, upper: first.lower))
            start = first.upper
        }
        if let second {
            value.append(message, ByteRange(lower: start, upper: second.lower))
            start = second.upper
        }
        value.append(message, ByteRange(lower: start, upper: range.upper))
        if let address {
            value.append(contentsOf: ";received=".utf8)
            value.append(contentsOf: address.utf8)
        }
        if hasRport, let port {
            value.append(contentsOf: ";rport=".utf8)
            value.append(contentsOf: String(port).utf8)
        }
        return TextSafety.oneLine(value)
    }
}
