/// A session description in which no keys can be pressed: without `telephone-event` (RFC 4733), under whatever number and however it is written.
///
/// A dynamic payload that no `rtpmap` explains goes as well: Asterisk takes 101 and 121 for keys whether they are explained or not.
enum KeylessSession: Equatable {
    /// It was so already, and goes on byte for byte.
    case plain
    /// This is what stays of it.
    case reduced([UInt8])
    /// It cannot be read, or speaks of keys where no reader knows what is meant.
    case unreadable
    /// A media line would have no format left.
    case nothingLeft

    /// Reads `application/sdp` (RFC 8866).
    init(_ body: [UInt8]) {
        guard let session = SessionLines(body) else {
            self = .unreadable
            return
        }
        var kept: [UInt8] = []
        kept.reserveCapacity(body.count)
        let starts = session.mediaStarts
        guard Self.copy(session, 0..<starts[0], without: [], to: &kept) else {
            self = .unreadable
            return
        }
        for (start, end) in zip(starts, starts.dropFirst()) {
            guard !session.namesKeys(session.lines[start]), let media = MediaLine(body, session.lines[start].value),
                let keys = Self.keys(of: media, session, (start + 1)..<end)
            else {
                self = .unreadable
                return
            }
            let formats = media.formats.filter { format in !(format.number.map(keys.contains) ?? false) }
            guard !formats.isEmpty else {
                self = .nothingLeft
                return
            }
            Self.copy(session, start, formats, of: media, to: &kept)
            guard Self.copy(session, (start + 1)..<end, without: keys, to: &kept) else {
                self = .unreadable
                return
            }
        }
        self = kept.count == body.count ? .plain : .reduced(kept)
    }

    /// The payloads of one media description that are keys, may be, or carry some; nil when that cannot be told.
    private static func keys(of media: MediaLine, _ session: SessionLines, _ lines: Range<Int>) -> Set<Int>? {
        var keys: Set<Int> = []
        var explained: Set<Int> = []
        var parameters: [(number: Int, attribute: PayloadAttribute)] = []
        for line in session.lines[lines] where line.type == UInt8(ascii: "a") {
            guard let attribute = PayloadAttribute(session.bytes, line.value) else { continue }
            switch (attribute.name, attribute.number) {
            case (.map, nil): return nil
            case (.map, let number?):
                explained.insert(number)
                if session.namesKeys(line) { keys.insert(number) }
            case (.parameters, let number?): parameters.append((number, attribute))
            case (.parameters, nil), (.feedback, _): continue
            }
        }
        if media.isNumbered {
            let numbers = media.formats.compactMap(\.number)
            keys.formUnion(numbers.filter { $0 >= Limits.assignedPayloadsMax && !explained.contains($0) })
            // To Asterisk these are keys unless they are explained as something that it knows, and what it knows only it can tell.
            keys.formUnion(numbers.filter { $0 == 101 || $0 == 121 })
        }
        // What leans on keys may itself be leant on; each round adds one payload at least, of 128 that there are.
        var leaning: [Int]
        repeat {
            leaning = parameters.filter { !keys.contains($0.number) && $0.attribute.leans(on: keys, in: session.bytes) }
                .map(\.number)
            keys.formUnion(leaning)
        } while !leaning.isEmpty
        return keys
    }

    /// The `m=` line at a place with these formats alone.
    private static func copy(
        _ session: SessionLines,
        _ index: Int,
        _ formats: [MediaLine.Format],
        of media: MediaLine,
        to kept: inout [UInt8]
    ) {
        let line = session.lines[index]
        guard formats.count < media.formats.count, let first = media.formats.first, let last = media.formats.last else {
            kept.append(contentsOf: session.bytes[line.whole])
            return
        }
        kept.append(contentsOf: session.bytes[line.whole.lowerBound..<first.range.lowerBound])
        for (place, format) in formats.enumerated() {
            if place > 0 { kept.append(" ") }
            kept.append(contentsOf: session.bytes[format.range])
        }
        kept.append(contentsOf: session.bytes[last.range.upperBound..<line.whole.upperBound])
    }

    /// The other lines, without attributes that speak of keys; false when one of another kind does.
    private static func copy(
        _ session: SessionLines,
        _ lines: Range<Int>,
        without keys: Set<Int>,
        to kept: inout [UInt8]
    ) -> Bool {
        for line in session.lines[lines] {
            let namesKeys = session.namesKeys(line)
            if line.type == UInt8(ascii: "a") {
                let number = PayloadAttribute(session.bytes, line.value)?.number
                if namesKeys || number.map(keys.contains) ?? false { continue }
            } else if namesKeys {
                return false
            }
            kept.append(contentsOf: session.bytes[line.whole])
        }
        return true
    }
}
