/// The one pass over start line and headers. After `run` it holds the index of the head.
struct HeadScan {
    /// How far the pass got.
    enum Progress {
        /// To the empty line.
        case whole
        /// To a folded line: unfold and start anew.
        case folded
    }

    let limits: Limits
    private(set) var startLine = StartLine.response(status: 0, reason: ByteRange(lower: 0, upper: 0))
    private(set) var headers: [Header] = []
    private(set) var firsts = FirstHeaders()
    /// The offset after the empty line.
    private(set) var end = 0
    private(set) var isUnusual: Bool

    private let table = HeaderTable.shared
    private var vias = 0
    private var routes = 0
    private var recordRoutes = 0
    private var separators = 0

    /// `wasFolded`: whether the bytes come out of ``Unfolding``.
    init(limits: Limits, wasFolded: Bool) {
        self.limits = limits
        isUnusual = wasFolded
        headers.reserveCapacity(24)
    }

    /// Reads the head. Throws the first rule that is broken, in the order of the bytes.
    mutating func run(_ bytes: Span<UInt8>) throws(GateError) -> Progress {
        let line = try StartLineScan(bytes, limits)
        startLine = line.startLine
        isUnusual = isUnusual || line.isUnusual
        var offset = line.end
        // A fold of the start line is no fold: there is no header to continue.
        if offset < bytes.count, Bytes.isBlank(bytes[offset]) { throw .folding }
        while true {
            guard offset < bytes.count else { throw .lineEnd }
            if bytes[offset] == Bytes.carriageReturn {
                guard offset &+ 1 < bytes.count, bytes[offset &+ 1] == Bytes.lineFeed else { throw .lineEnd }
                end = offset &+ 2
                guard end <= limits.headBytesMax else { throw .limit(.head) }
                return .whole
            }
            guard headers.count < limits.headersMax else { throw .limit(.headers) }
            guard let next = try readHeader(bytes, offset) else { return .folded }
            guard next <= limits.headBytesMax else { throw .limit(.head) }
            offset = next
        }
    }

    /// Reads the header line at `start`; gives the offset of the next line, nil when that continues this one.
    @inline(__always)
    private mutating func readHeader(_ bytes: Span<UInt8>, _ start: Int) throws(GateError) -> Int? {
        let nameEnd = bytes.afterToken(start, bytes.count)
        let colon = bytes.afterBlanks(nameEnd, bytes.count)
        guard colon < bytes.count else { throw .lineEnd }
        guard bytes[colon] == Bytes.colon, nameEnd > start else { throw Self.badName(bytes[colon]) }
        let nameRange = ByteRange(lower: start, upper: nameEnd)
        let match = table.match(bytes, nameRange)

        var stop = ValueScan.controlByte(bytes, from: colon &+ 1)
        while stop < bytes.count, bytes[stop] == Bytes.tab { stop = ValueScan.controlByte(bytes, from: stop &+ 1) }
        try Self.checkLineEnd(bytes, stop)
        let next = stop &+ 2
        if next < bytes.count, Bytes.isBlank(bytes[next]) { return nil }
        guard next &- start <= limits.lineBytesMax else { throw .limit(.line) }
        let value = bytes.trimmed(colon &+ 1, stop)

        let isTight = colon == nameEnd
        if !isTight { isUnusual = true }
        let isCopyable =
            match.isCanonical && isTight && value.upper == stop && value.lower == colon &+ 2
            && bytes[colon &+ 1] == Bytes.space
        let hasComma = try note(match.name, value, bytes)
        headers.append(
            Header(
                name: match.name,
                isCanonical: isCopyable,
                nameRange: nameRange,
                valueRange: value,
                lineRange: ByteRange(lower: start, upper: next),
                mayBeList: hasComma
            )
        )
        return next
    }

    /// Rules G7 and G9 for one header. Gives whether a comma stands in its value; true without a look for texts.
    @inline(__always)
    private mutating func note(_ name: HeaderName, _ value: ByteRange, _ bytes: Span<UInt8>) throws(GateError) -> Bool {
        let isText = table.isText(name)
        if isText, !name.isSingleton {
            firsts.note(name, at: headers.count)
            return true
        }
        let raw = ValueScan.separators(bytes, value)
        if name.isSingleton {
            if firsts.index(of: name) != nil { throw .repeatedHeader(name) }
            if value.isEmpty { throw .emptyHeader(name) }
            if raw.hasComma, ValueShape(bytes, value).items > 1 { throw .listInSingle(name) }
            if name == .callID, value.count > limits.callIDBytesMax { throw .limit(.callID) }
        }
        if !isUnusual, Self.decides(name), ValueScan.isOdd(bytes, value) { isUnusual = true }
        firsts.note(name, at: headers.count)
        if isText { return raw.hasComma }
        // The raw count is an upper bound of both, so most values need no closer look.
        var items = 1
        let isHop = name == .via || name == .route || name == .recordRoute
        if raw.count >= limits.itemsMax || raw.count > limits.parametersMax || (isHop && raw.hasComma) {
            let shape = ValueShape(bytes, value)
            guard shape.items <= limits.itemsMax else { throw .limit(.items) }
            guard shape.parameters <= limits.parametersMax else { throw .limit(.parameters) }
            items = shape.items
        }
        separators &+= raw.count
        guard separators <= limits.separatorsMax else { throw .limit(.separators) }
        if name == .via {
            vias &+= items
            if vias > limits.viasMax { throw .limit(.vias) }
        } else if name == .route {
            routes &+= items
            if routes > limits.routesMax { throw .limit(.routes) }
        } else if name == .recordRoute {
            recordRoutes &+= items
            if recordRoutes > limits.routesMax { throw .limit(.routes) }
        }
        return raw.hasComma
    }

    /// Headers whose values the two readers must agree on.
    @inline(__always)
    private static func decides(_ name: HeaderName) -> Bool {
        name == .from || name == .to || name == .via || name == .event || name == .callID || name == .cseq
    }

    /// Why `byte` cannot stand where a header name or its colon should.
    private static func badName(_ byte: UInt8) -> GateError {
        if byte == Bytes.carriageReturn || byte == Bytes.lineFeed { return .headerName }
        return Bytes.isControl(byte) ? .controlByte : .headerName
    }

    /// Rules G1 and G2 at the control byte that ended a line.
    @inline(__always)
    static func checkLineEnd(_ bytes: Span<UInt8>, _ stop: Int) throws(GateError) {
        guard stop < bytes.count else { throw .lineEnd }
        if bytes[stop] == Bytes.carriageReturn {
            guard stop &+ 1 < bytes.count, bytes[stop &+ 1] == Bytes.lineFeed else { throw .lineEnd }
            return
        }
        throw bytes[stop] == Bytes.lineFeed ? .lineEnd : .controlByte
    }
}
