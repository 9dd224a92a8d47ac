import Chance
import NIOCore
import Testing

@testable import SIPMessage

/// Random damage to good and bad messages. What it must show: the gate never traps; what both readers accept can be
/// written anew and then reads the same; and libosip2's whole-message parser, asked about every accepted message,
/// never reads another value.
@Suite struct MutationTests {
    private static let casesMax = 20_000
    private static let splices: [[UInt8]] = [
        "\r\n", "\r\n ", "\r", "\n", "\0", "\t", " ", ":", ";", ",", "\"", "\\", "<", ">", "%00", "%41", "%", "@", "=",
        ";tag=x", ";branch=z", "Event: presence\r\n", "o: dialog\r\n", "f: <sip:x@y>;tag=1\r\n",
        "Content-Length: 9\r\n",
        "l:1\r\n", "\r\nVia: SIP/2.0/UDP z\r\n", "[::1]", "é", ";a;b;c", "sip:", "SIP/2.0", "?a=b", "/", "#", "*", "()",
    ].map { Array($0.utf8) }

    /// Every fixture, and those that are accepted once more for each that is not, so that damage often starts from
    /// good.
    private func seeds() throws -> [[UInt8]] {
        var good: [[UInt8]] = []
        var bad: [[UInt8]] = []
        for folder in ["torture", "hostile/gate"] {
            for (name, want) in try Fixture.expectations(folder).sorted(by: { $0.key < $1.key }) {
                let bytes = try Fixture.bytes(folder, name)
                guard bytes.readableBytes > 0, bytes.readableBytes < 3_000 else { continue }
                if want.outcome == "message" {
                    good.append(Array(bytes.readableBytesView))
                } else {
                    bad.append(Array(bytes.readableBytesView))
                }
            }
        }
        return bad + (0..<(3 * bad.count)).map { good[$0 % good.count] }
    }

    private func mutate(_ seed: [UInt8], _ seeds: [[UInt8]], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = seed
        for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<7, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: Self.splices.randomElement(using: &random) ?? [], at: place)
            case 3:
                let end = min(bytes.count, place + Int.random(in: 1...40, using: &random))
                bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0..<bytes.count, using: &random))
            case 4: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...20, using: &random)))
            case 5:
                let other = seeds.randomElement(using: &random) ?? []
                bytes.replaceSubrange(place..., with: other.suffix(max(0, other.count - place)))
            default: bytes[place] ^= 0x20
            }
        }
        return bytes
    }

    /// The decision fields as text, for comparing two messages.
    private func signature(_ message: SIPMessage, _ fields: DecisionFields) -> [String] {
        let uri = fields.requestURI
        return [
            "\(message.method as Any) \(message.status as Any)", uri.map { message.string($0.range) } ?? "-",
            message.string(fields.from.uri.range), fields.from.tag.map(message.string) ?? "-",
            message.string(fields.to.uri.range), fields.to.tag.map(message.string) ?? "-",
            message.string(fields.callID), "\(fields.cseqNumber) \(message.string(fields.cseqMethodRange))",
            fields.event.map { message.string($0.type) + message.string($0.parameters) } ?? "-",
            "\(fields.expires as Any) \(fields.maxForwards as Any)", message.string(fields.topVia.range),
            fields.contact.map { message.string($0.uri.range) } ?? "-",
            fields.subscriptionState.map { message.string($0.state) } ?? "-",
            fields.contentType.map(message.string) ?? "-", message.string(message.body),
        ]
    }

    private enum Verdict {
        case refused
        case disagreed
        case accepted
    }

    /// What becomes of one datagram; records an issue when it breaks a promise.
    private func judge(_ bytes: [UInt8], _ place: @autoclosure () -> String) -> Verdict {
        guard case .message(let message) = ByteGate.screen(ByteBuffer(bytes: bytes)) else { return .refused }
        let fields: DecisionFields
        do throws(FieldError) {
            fields = try FieldReader.read(message)
        } catch {
            if case .disagreement = error { return .disagreed }
            return .refused
        }
        guard case .message(let again) = ByteGate.screen(MessageEdit(message).serialize()),
            let fieldsAgain = try? FieldReader.read(again)
        else {
            Issue.record("written anew it is refused; \(place())")
            return .accepted
        }
        if signature(message, fields) != signature(again, fieldsAgain) {
            Issue.record("written anew it reads otherwise; \(place())")
        }
        do throws(FieldError) {
            try OsipReader.agree(message, fields, isWhole: true)
        } catch {
            // A header that decides nothing may be too odd for libosip2; another value is what may not be.
            if error != .disagreement(.head) { Issue.record("\(error); \(place())") }
        }
        return .accepted
    }

    @Test(.timeLimit(.minutes(5)))
    func damagedMessagesAreRefusedOrReadTheSameTwice() throws {
        let seed: UInt64 = 0xEA25_0001
        var random = SeededRandom(seed: seed)
        let seeds = try seeds()
        var accepted = 0
        for number in 0..<Self.casesMax {
            let bytes = mutate(seeds.randomElement(using: &random) ?? [], seeds, &random)
            let verdict = judge(bytes, "seed \(seed), case \(number): \(String(decoding: bytes, as: UTF8.self))")
            if verdict == .accepted { accepted += 1 }
        }
        #expect(accepted > Self.casesMax / 10, "seed \(seed): only \(accepted) were accepted")
    }

    private static let fragments = [
        "sip:", "sips:", "tel:", "a", "102", "@", "h", "example.com", ":", "5060", ";", "?", "=", "x", "tag=1",
        ";tag=2",
        "<", ">", "\"", "\\", " ", "%41", "%", "[::1]", "branch=z9hG4bK1", ";rport", "SIP/2.0/UDP ", "/", ",", "+", "*",
        "dialog", "é", "&", "(", ")", "'", "#", ".", "-", "\t", "SUBSCRIBE", "1", "SIP", "2.0",
    ]

    /// Values put together from pieces of the grammar, where readers are most likely to differ.
    @Test(.timeLimit(.minutes(5)))
    func composedValuesAreRefusedOrReadTheSameTwice() throws {
        let seed: UInt64 = 0xEA25_0002
        var random = SeededRandom(seed: seed)
        let starts: [(String, String)] = [
            ("From", "<sip:alice@example.com>;tag=1"), ("To", "sip:102@example.com"), ("Via", "SIP/2.0/UDP h;branch=1"),
            ("SUBSCRIBE", "sip:102@example.com;x=y"), ("Call-ID", "a@b"), ("CSeq", "1 SUBSCRIBE"),
            ("Event", "dialog;id=1"),
            ("Contact", "\"a\" <sip:a@h;x=y>;q=1"), ("Expires", "3600"),
        ]
        var verdicts: [Verdict: Int] = [:]
        for number in 0..<Self.casesMax {
            let (name, start) = starts.randomElement(using: &random) ?? ("", "")
            var value = Array(start)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0...value.count, using: &random)
                if Int.random(in: 0..<4, using: &random) == 0 {
                    value.removeSubrange(place..<min(value.count, place + Int.random(in: 1...4, using: &random)))
                } else {
                    value.insert(contentsOf: Self.fragments.randomElement(using: &random) ?? "", at: place)
                }
            }
            let text = String(value)
            let line = name == "SUBSCRIBE" ? "SUBSCRIBE \(text) SIP/2.0" : "\(name): \(text)"
            let bytes = Array(Sample.datagram(Sample.lines([name: line])).readableBytesView)
            verdicts[judge(bytes, "seed \(seed), case \(number): \(line)"), default: 0] += 1
        }
        #expect(verdicts[.accepted, default: 0] > Self.casesMax / 10, "seed \(seed): \(verdicts)")
        #expect(verdicts[.disagreed, default: 0] > 0, "seed \(seed): the second reader never objected")
    }
}
