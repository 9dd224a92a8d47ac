import Chance
import Testing

@testable import Enforcement

/// Session descriptions of listening calls, with and without keys.
@Suite struct KeylessSessionTests {
    private static let head = "v=0\r\no=- 1 1 IN IP4 192.0.2.11\r\ns=-\r\nc=IN IP4 192.0.2.11\r\nt=0 0\r\n"

    private func made(_ media: String, head: String = head) -> KeylessSession {
        KeylessSession(Array((head + media).utf8))
    }

    private func expect(_ media: String, becomes expected: String, _ place: SourceLocation = #_sourceLocation) {
        guard case .reduced(let bytes) = made(media) else {
            Issue.record("\(made(media))", sourceLocation: place)
            return
        }
        #expect(String(decoding: bytes, as: UTF8.self) == Self.head + expected, sourceLocation: place)
    }

    @Test func keysGoWithTheirLines() {
        expect(
            "m=audio 4000 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\n",
            becomes: "m=audio 4000 RTP/AVP 0 8\r\na=rtpmap:0 PCMU/8000\r\na=ptime:20\r\n"
        )
    }

    @Test(arguments: ["telephone-event/8000", "Telephone-Event/48000", "TELEPHONE-EVENT", "cisco-telephone-event/8000"])
    func howeverTheyAreWritten(_ name: String) {
        expect(
            "m=audio 4000 RTP/AVP 0 96\r\na=rtpmap:96 \(name)\r\n",
            becomes: "m=audio 4000 RTP/AVP 0\r\n"
        )
    }

    @Test(arguments: [
        "a=rtpmap: 101 telephone-event/8000", "a=RTPMAP:101\ttelephone-event/8000", "a=rtpmap:0101 telephone-event",
    ])
    func however101IsMapped(_ line: String) {
        expect("m=audio 4000 RTP/AVP 0 101\r\n\(line)\r\n", becomes: "m=audio 4000 RTP/AVP 0\r\n")
    }

    @Test(arguments: [101, 121])
    func whatAsteriskTakesForKeysGoesHoweverItIsExplained(_ number: Int) {
        expect(
            "m=audio 4000 RTP/AVP 0 \(number)\r\na=rtpmap:\(number) x/8000\r\n",
            becomes: "m=audio 4000 RTP/AVP 0\r\n"
        )
    }

    @Test func aNumberOfACodecMayBeKeys() {
        expect(
            "m=audio 4000 RTP/AVP 8 0\r\na=rtpmap:0 telephone-event/8000\r\n",
            becomes: "m=audio 4000 RTP/AVP 8\r\n"
        )
    }

    @Test func everyNumberOfKeysGoes() {
        expect(
            "m=audio 4000 RTP/AVP 101 111 102 0\r\na=rtpmap:111 opus/48000/2\r\na=rtpmap:101 telephone-event/8000\r\na=rtpmap:102 telephone-event/48000\r\n",
            becomes: "m=audio 4000 RTP/AVP 111 0\r\na=rtpmap:111 opus/48000/2\r\n"
        )
    }

    @Test func everyMediumLosesItsOwnKeysAlone() {
        expect(
            "m=audio 4000 RTP/AVP 0 97\r\na=rtpmap:97 telephone-event/8000\r\nm=video 4002 RTP/AVP 97\r\na=rtpmap:97 H264/90000\r\na=rtcp-fb:97 nack\r\n",
            becomes:
                "m=audio 4000 RTP/AVP 0\r\nm=video 4002 RTP/AVP 97\r\na=rtpmap:97 H264/90000\r\na=rtcp-fb:97 nack\r\n"
        )
    }

    @Test(arguments: ["101", "121", "96", "35"])
    func aNumberThatNothingExplainsMayBeKeys(_ number: String) {
        expect("m=audio 4000 RTP/AVP 0 \(number)\r\n", becomes: "m=audio 4000 RTP/AVP 0\r\n")
    }

    @Test func aMapInAnotherMediumExplainsNothing() {
        expect(
            "m=audio 4000 RTP/AVP 0 102\r\nm=video 4002 RTP/AVP 102\r\na=rtpmap:102 H264/90000\r\n",
            becomes: "m=audio 4000 RTP/AVP 0\r\nm=video 4002 RTP/AVP 102\r\na=rtpmap:102 H264/90000\r\n"
        )
    }

    @Test func redundantCopiesOfKeysGo() {
        expect(
            "m=audio 4000 RTP/AVP 0 98 101 99\r\na=rtpmap:98 red/8000\r\na=fmtp:98 0/101\r\na=rtpmap:101 telephone-event/8000\r\na=rtpmap:99 rtx/8000\r\na=fmtp:99 apt=98;rtx-time=100\r\n",
            becomes: "m=audio 4000 RTP/AVP 0\r\n"
        )
    }

    @Test func redundantCopiesOfSpeechStay() {
        let media = "m=audio 4000 RTP/AVP 0 98\r\na=rtpmap:98 red/8000\r\na=fmtp:98 0/0\r\n"
        #expect(made(media) == .plain)
    }

    @Test func capabilitiesThatSpeakOfKeysGo() {
        expect(
            "m=audio 4000 RTP/AVP 0\r\na=acap:1 rtpmap:101 telephone-event/8000\r\na=cpar: a=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n",
            becomes: "m=audio 4000 RTP/AVP 0\r\na=sendrecv\r\n"
        )
    }

    @Test func keysAboveAllMediaGo() {
        let head = Self.head + "a=rtpmap:101 telephone-event/8000\r\n"
        let rest = "m=audio 4000 RTP/AVP 0\r\n"
        #expect(made(rest, head: head) == .reduced(Array((Self.head + rest).utf8)))
    }

    @Test func bareLineFeedsEndLinesToo() {
        let text = "v=0\ns=-\nm=audio 4000 RTP/AVP 0 101\na=rtpmap:101 telephone-event/8000"
        #expect(KeylessSession(Array(text.utf8)) == .reduced(Array("v=0\ns=-\nm=audio 4000 RTP/AVP 0\n".utf8)))
    }

    @Test(arguments: [
        "m=audio 4000 RTP/AVP 0 8\r\na=rtpmap:0 PCMU/8000\r\n", "m=audio 4000 RTP/AVP  0  8 \r\n",
        "m=audio 4000 UDP/TLS/RTP/SAVPF 111 0\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 useinbandfec=1\r\na=rtcp-fb:* nack\r\n",
        "m=image 4002 udptl t38\r\na=T38FaxVersion:0\r\n", "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n",
        "\r\n", "",
    ])
    func whatHasNoKeysIsNotTouched(_ media: String) {
        #expect(made(media) == .plain)
    }

    @Test(arguments: [
        "m=audio 4000 RTP/AVP 101\r\na=rtpmap:101 telephone-event/8000\r\n", "m=audio 4000 RTP/AVP 101\r\n",
    ])
    func aMediumOfKeysAloneHasNothingLeft(_ media: String) {
        #expect(made("m=audio 4002 RTP/AVP 0\r\n" + media) == .nothingLeft)
    }

    @Test(arguments: [
        "m=audio 4000 RTP/AVP\r\n", "m=audio 4000 RTP/AVP 0 x\r\n", "m=audio 4000 RTP/AVP 0 +101\r\n",
        "m=audio 4000 RTP/AVP 0 128\r\n", "m=audio\r\n", "a=rtpmap:101 telephone-event/8000\rm=audio 1 RTP/AVP 0\r\n",
        "m=audio 4000 RTP/AVP 0\r101\r\n", "m=audio 4000 RTP/AVP 0\r\n101\r\n", "m=audio 4000 RTP/AVP 0\u{0}\r\n",
        "m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:+101 telephone-event/8000\r\n",
        "m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101telephone-event/8000\r\n",
        " m=audio 4000 RTP/AVP 0\r\n", "M=audio 4000 RTP/AVP 0\r\n", "m =audio 4000 RTP/AVP 0\r\n",
        "i=telephone-event\r\n", "m=application 9 x telephone-event\r\n", "--b\r\nContent-Type: application/sdp\r\n",
    ])
    func whatCannotBeReadIsSaidToBeSo(_ media: String) {
        #expect(made(media) == .unreadable)
    }

    @Test(arguments: ["", "\r\nv=0\r\n", "o=- 1 1 IN IP4 192.0.2.11\r\n", "\u{FEFF}v=0\r\n"])
    func whatDoesNotBeginAsASessionIsNone(_ text: String) {
        #expect(KeylessSession(Array(text.utf8)) == .unreadable)
    }

    @Test func linesAndFormatsHaveALimit() {
        let lines = String(repeating: "a=x\r\n", count: Limits.sessionLinesMax)
        #expect(made(lines) == .unreadable)
        let formats = String(repeating: " 0", count: Limits.sessionFormatsMax + 1)
        #expect(made("m=audio 4000 RTP/AVP\(formats)\r\n") == .unreadable)
        #expect(made("m=audio 4000 RTP/AVP\(formats.dropLast(2))\r\n") == .plain)
    }

    @Test func nothingOfKeysIsLeftOfAnySession() {
        var random = SeededRandom(seed: 0x5D9)
        var (reduced, plain) = (0, 0)
        for _ in 0..<4_000 {
            let session = RandomSession(&random)
            switch KeylessSession(Array(session.text.utf8)) {
            case .plain:
                plain += 1
                #expect(!session.hasKeys, "\(session.text)")
            case .reduced(let bytes):
                reduced += 1
                let left = String(decoding: bytes, as: UTF8.self)
                #expect(
                    RandomSession.complaints(left).isEmpty,
                    "\(RandomSession.complaints(left)) in \(left) of \(session.text)"
                )
                #expect(session.kept == left)
            case .nothingLeft: #expect(session.hasMediumOfKeysAlone, "\(session.text)")
            case .unreadable: Issue.record("\(session.text)")
            }
        }
        #expect(reduced > 1_000 && plain > 200)
    }
}
