import NIOCore
import Testing

@testable import SIPMessage

@Suite struct StreamFramingTests {
    static let options = """
        OPTIONS sip:a@example.com SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK1\r\nContent-Length: 0\r\n\r\n
        """
    static let message = """
        MESSAGE sip:a@example.com SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK2\r\nl: 11\r\n\r\nhello\r\n\r\nab
        """

    /// All frames of a stream that comes in these pieces, and what ended the reading.
    static func frames(of pieces: [String], limits: Limits = Limits()) -> [StreamFraming.Frame] {
        var framing = StreamFraming(limits: limits)
        var frames: [StreamFraming.Frame] = []
        for piece in pieces {
            framing.append(ByteBuffer(string: piece))
            reading: while true {
                let frame = framing.next()
                switch frame {
                case .message, .ping: frames.append(frame)
                case .needsMore: break reading
                case .broken:
                    frames.append(frame)
                    return frames
                }
            }
        }
        return frames
    }

    static func frame(_ text: String) -> StreamFraming.Frame { .message(ByteBuffer(string: text)) }

    static func bytes(_ text: String) -> [String] { text.unicodeScalars.map(String.init) }

    /// A stream with this header line where Content-Length should stand, then a body and a smuggled request.
    static func stream(_ line: String) -> String {
        "MESSAGE sip:a@example.com SIP/2.0\r\nVia: SIP/2.0/TCP h\r\n\(line)\r\n\r\nhello\(options)"
    }

    @Test func cutsMessagesWhereContentLengthSays() {
        #expect(Self.frames(of: [Self.options + Self.message]) == [Self.frame(Self.options), Self.frame(Self.message)])
    }

    @Test func byteAtATimeGivesTheSameMessages() {
        let stream = Self.message + "\r\n\r\n" + Self.options + "\r\n" + Self.message
        let expected = [Self.frame(Self.message), .ping, Self.frame(Self.options), Self.frame(Self.message)]
        #expect(Self.frames(of: [stream]) == expected)
        #expect(Self.frames(of: Self.bytes(stream)) == expected)
    }

    @Test(arguments: 0..<200)
    func randomCutsGiveTheSameMessages(_ seed: Int) {
        let stream = Self.bytes(Self.message + Self.options + "\r\n\r\n" + Self.message)
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        var pieces: [String] = []
        var rest = stream[...]
        while !rest.isEmpty {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let count = Int(state >> 58) + 1
            pieces.append(rest.prefix(count).joined())
            rest = rest.dropFirst(count)
        }
        #expect(Self.frames(of: pieces) == Self.frames(of: [stream.joined()]))
    }

    @Test func aDoubleLineEndIsAPingAndASingleOneIsNothing() {
        #expect(Self.frames(of: ["\r\n\r\n"]) == [.ping])
        #expect(Self.frames(of: ["\r\n"]) == [])
        #expect(Self.frames(of: ["\r\n" + Self.options]) == [Self.frame(Self.options)])
    }

    @Test(arguments: [
        ("Content-Length: 5\r\nContent-Length: 5", StreamFraming.FramingError.twoContentLengths),
        ("Content-Length: 5\r\nl: 0", .twoContentLengths), ("l: 0\r\nContent-length: 5", .twoContentLengths),
        ("Content-Length: +5", .contentLength), ("Content-Length: -1", .contentLength),
        ("Content-Length: 5, 7", .contentLength), ("Content-Length: 0x5", .contentLength),
        ("Content-Length: 4294967301", .contentLength), ("Content-Length: 5abc", .contentLength),
        ("Content-Length:", .contentLength), ("Content-Length: 5\r\n 0", .contentLength),
        ("Content-Length", .contentLength), ("Content-Length: 99999", .bodyTooLong), ("X-Length: 5", .noContentLength),
        ("Content-Length\u{1}: 5", .contentLength), ("Content-Length: 5\nX: y", .lineEnd),
        ("Content-Length: 5\rX: y", .lineEnd), ("Content-Length: 5\r\nX: \0", .lineEnd),
    ])
    func ambiguousLengthsEndTheStream(_ line: String, _ error: StreamFraming.FramingError) {
        #expect(Self.frames(of: [Self.stream(line)]) == [.broken(error)])
        #expect(Self.frames(of: Self.bytes(Self.stream(line))) == [.broken(error)])
    }

    @Test func whatFollowsABrokenMessageIsNeverRead() {
        let frames = Self.frames(of: [Self.stream("Content-Length: 5, 7"), Self.options])
        #expect(frames == [.broken(.contentLength)])
    }

    @Test func anEndlessHeadIsCutOff() {
        let endless = "OPTIONS sip:a@example.com SIP/2.0\r\n" + String(repeating: "X: y\r\n", count: 2_000)
        #expect(Self.frames(of: [endless]) == [.broken(.headTooLong)])
        #expect(Self.frames(of: Self.bytes(endless)) == [.broken(.headTooLong)])
    }

    @Test func spacesRoundTheColonAreLegal() {
        let text = "OPTIONS sip:a@example.com SIP/2.0\r\nContent-Length \t:\t5 \r\n\r\nhello"
        #expect(Self.frames(of: [text]) == [Self.frame(text)])
    }
}
