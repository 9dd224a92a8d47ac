import Chance

/// A session description as phones write them, with keys or without, and what must be left of it.
struct RandomSession {
    private(set) var text = "v=0\r\no=- 1 1 IN IP4 192.0.2.11\r\ns=-\r\nc=IN IP4 192.0.2.11\r\nt=0 0\r\n"
    private(set) var kept: String
    private(set) var hasKeys = false
    private(set) var hasMediumOfKeysAlone = false

    private static let codecs = ["opus/48000/2", "speex/16000", "G726-32/8000", "AMR-WB/16000", "iLBC/8000"]
    private static let keys = [
        "telephone-event/8000", "Telephone-Event/48000", "TELEPHONE-EVENT/16000", "telephone-event",
    ]

    init(_ random: inout SeededRandom) {
        kept = text
        for _ in 0...random.below(3) { addMedium(&random) }
    }

    private mutating func addMedium(_ random: inout SeededRandom) {
        let kind = random.pick(["audio", "audio", "audio", "video", "AUDIO"])
        let end = random.pick(["\r\n", "\r\n", "\n"])
        var numbers: [(number: Int, isKept: Bool)] = []
        var lines: [(text: String, isKept: Bool)] = []
        var free = Array(0...127)
        for _ in 0...random.below(6) {
            let number = free.remove(at: random.below(free.count))
            switch random.below(4) {
            case 0:
                numbers.append((number, false))
                lines.append(("a=rtpmap:\(number) \(random.pick(Self.keys))", false))
                if random.oneIn(2) { lines.append(("a=fmtp:\(number) 0-15", false)) }
            case 1 where number < 35:
                numbers.append((number, true))
            case 1:
                numbers.append((number, false))
                if random.oneIn(2) { lines.append(("a=fmtp:\(number) 0-16", false)) }
            default:
                let isKept = number != 101 && number != 121
                numbers.append((number, isKept))
                lines.append(("a=rtpmap:\(number) \(random.pick(Self.codecs))", isKept))
                if random.oneIn(2) { lines.append(("a=fmtp:\(number) mode=20", isKept)) }
            }
        }
        lines.append(("a=sendrecv", true))
        lines.shuffle(using: &random)
        let head = "m=\(kind) 4000 RTP/AVP "
        let left = numbers.filter(\.isKept)
        text += head + numbers.map { "\($0.number)" }.joined(separator: " ") + end
        kept += head + left.map { "\($0.number)" }.joined(separator: " ") + end
        text += lines.map { $0.text + end }.joined()
        kept += lines.filter(\.isKept).map { $0.text + end }.joined()
        hasKeys = hasKeys || left.count < numbers.count
        hasMediumOfKeysAlone = hasMediumOfKeysAlone || left.isEmpty
    }

    /// What a session description may not hold when its keys are gone, by a reading of its own: words, and numbers without a meaning.
    static func complaints(_ text: String) -> [String] {
        var complaints = text.lowercased().contains("telephone-event") ? ["keys"] : []
        for medium in text.replacing("\r\n", with: "\n").components(startingWith: "m=") {
            let lines = medium.split(separator: "\n")
            let formats = lines[0].split(separator: " ").dropFirst(3).map(String.init)
            let mapped = lines.filter { $0.hasPrefix("a=rtpmap:") }.map { number(of: $0) }
            let described = lines.filter { $0.hasPrefix("a=fmtp:") }.map { number(of: $0) }
            complaints += formats.filter { $0 == "101" || $0 == "121" }
            complaints += formats.filter { (Int($0) ?? 128) > 34 && !mapped.contains($0) }.map { "\($0) means nothing" }
            complaints += (mapped + described).filter { !formats.contains($0) }.map { "\($0) is not offered" }
            if formats.isEmpty { complaints.append("no format") }
        }
        return complaints
    }

    private static func number(of line: Substring) -> String {
        String(line.drop { $0 != ":" }.dropFirst().prefix { $0 != " " })
    }
}

extension String {
    /// The parts that begin with a line that begins so.
    fileprivate func components(startingWith mark: String) -> [String] {
        var parts: [String] = []
        for line in split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix(mark) {
                parts.append(String(line))
            } else if !parts.isEmpty {
                parts[parts.count - 1] += "\n" + line
            }
        }
        return parts
    }
}
