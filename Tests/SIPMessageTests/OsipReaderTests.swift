import NIOCore
import Testing

@testable import SIPMessage

@Suite struct OsipReaderTests {
    private func read(_ message: SIPMessage) throws -> DecisionFields { try FieldReader.own(message, Limits()) }

    /// The fields of one message against the bytes of another that differs in one header: libosip2 must notice.
    private func expectDisagreement(
        _ field: Field,
        _ changes: [String: String?],
        isWhole: Bool,
        from original: [String: String?] = [:]
    ) throws {
        let first = try Sample.message(original)
        let second = try Sample.message(changes)
        let fields = try read(first)
        #expect(throws: FieldError.disagreement(field), "\(changes) \(isWhole)") {
            try OsipReader.agree(second, fields, isWhole: isWhole)
        }
    }

    // Changes keep the length of the line, so that the ranges of the first message point at the same place in the
    // second.
    @Test(arguments: [false, true])
    func noticesAnotherRequestURI(isWhole: Bool) throws {
        let original: [String: String?] = ["SUBSCRIBE": "SUBSCRIBE sip:102@example.com:5060 SIP/2.0"]
        for uri in ["sip:102@example.com:506;", "sip:102;example.com:5060"] {
            let changes: [String: String?] = ["SUBSCRIBE": "SUBSCRIBE \(uri) SIP/2.0"]
            try expectDisagreement(.requestURI, changes, isWhole: isWhole, from: original)
        }
    }

    @Test(arguments: [false, true])
    func noticesAnotherFromTag(isWhole: Bool) throws {
        let changes: [String: String?] = ["From": "From: \"Alice\" <sip:alice@example.com>;tug=1928301774"]
        try expectDisagreement(.from, changes, isWhole: isWhole)
    }

    @Test(arguments: [false, true])
    func noticesAnotherFromURI(isWhole: Bool) throws {
        let changes: [String: String?] = ["From": "From: <sip:\"ali\"@example.com> ;x;y;tag=1928301774"]
        #expect(throws: FieldError.self) {
            let message = try Sample.message(changes)
            try OsipReader.agree(message, try read(Sample.message()), isWhole: isWhole)
        }
    }

    @Test(arguments: [false, true])
    func noticesAnotherToTag(isWhole: Bool) throws {
        try expectDisagreement(
            .to,
            ["To": "To: <sip:102@example.com>;tug=1"],
            isWhole: isWhole,
            from: ["To": "To: <sip:102@example.com>;tag=1"]
        )
    }

    @Test(arguments: [false, true])
    func noticesAnotherCSeqMethod(isWhole: Bool) throws {
        let first = try Sample.message()
        var other = first.bytes
        let range = try #require(first.first(.cseq)).valueRange
        other.setString("314150 ", at: range.lower)
        let second = try Sample.screened(other)
        let fields = try read(first)
        #expect(throws: FieldError.disagreement(.cseq)) { try OsipReader.agree(second, fields, isWhole: isWhole) }
    }

    @Test(arguments: [false, true])
    func noticesAnotherBranch(isWhole: Bool) throws {
        try expectDisagreement(
            .via,
            ["Via": "Via: SIP/2.0/UDP 192.0.2.10:5060;brunch=z9hG4bK776asdhds;rport"],
            isWhole: isWhole
        )
    }

    @Test(arguments: [false, true])
    func noticesAnotherCallID(isWhole: Bool) throws {
        let first = try Sample.message()
        let second = try Sample.message(["Call-ID": "Call-ID: a84b4c76e66710@192.0.2.1"])
        let fields = try read(first)
        #expect(throws: FieldError.disagreement(.callID)) { try OsipReader.agree(second, fields, isWhole: isWhole) }
    }

    @Test func wholeParserNoticesAMissingEvent() throws {
        try expectDisagreement(.event, ["Event": "Evant: dialog"], isWhole: true)
    }

    @Test func wholeParserNoticesAMissingExpires() throws {
        try expectDisagreement(.expires, ["Expires": "Exqires: 3600"], isWhole: true)
    }

    @Test func bothParsersAgreeOnEveryAcceptedFixture() throws {
        for folder in ["torture", "hostile/gate"] {
            for (name, want) in try Fixture.expectations(folder) where want.outcome == "message" {
                let message = try Sample.screened(Fixture.bytes(folder, name))
                let fields = try read(message)
                for isWhole in [false, true] {
                    #expect(throws: Never.self, "\(name) \(isWhole)") {
                        try OsipReader.agree(message, fields, isWhole: isWhole)
                    }
                }
            }
        }
    }

    @Test(arguments: ["f", "t", "i", "v", "m", "o"])
    func wholeParserKnowsCompactForms(_ compact: String) throws {
        let names = ["f": "From", "t": "To", "i": "Call-ID", "v": "Via", "m": "Contact", "o": "Event"]
        let long = try #require(names[compact])
        let line = try #require(Sample.subscribe.first { $0.hasPrefix(long) })
        let message = try Sample.message([long: compact + " " + line.dropFirst(long.count)])
        #expect(message.isUnusual)
        #expect(throws: Never.self) { try FieldReader.read(message) }
    }

    @Test func headForTheWholeParserHasNoBodyAndNothingThatDescribesOne() throws {
        let message = try Sample.message(["Content-Length": "l: 4"], adding: ["c: text/plain", "s: x"], body: "body")
        let head = message.bytes.withUnsafeReadableBytes { OsipReader.canonicalHead(message, $0) }
        let text = String(decoding: head, as: UTF8.self)
        #expect(!text.lowercased().contains("content-"))
        #expect(text.hasSuffix("Subject: x\r\n\r\n"))
    }

    @Test func readsOnManyThreadsAtOnce() async throws {
        let folder = "hostile/gate"
        let names = try Fixture.expectations(folder).filter { $0.value.outcome == "message" }.map(\.key)
        let messages = try names.map { try Sample.screened(Fixture.bytes(folder, $0)) }
        await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var failures = 0
                    for _ in 0..<20 {
                        for message in messages where (try? FieldReader.read(message)) == nil { failures += 1 }
                    }
                    return failures
                }
            }
            for await failures in group { #expect(failures == 0) }
        }
    }

    // MARK: - The arena

    private var loose: Limits {
        var limits = Limits()
        limits.datagramBytesMax = 100_000
        limits.headBytesMax = 100_000
        limits.lineBytesMax = 100_000
        limits.headersMax = 100_000
        limits.itemsMax = 100_000
        limits.parametersMax = 100_000
        limits.separatorsMax = 100_000
        limits.uriBytesMax = 100_000
        return limits
    }

    private static let quadratic = [
        "Allow: " + String(repeating: "a,", count: 30_000) + "a",
        "Accept: " + String(repeating: "a/b;", count: 10_000) + "a",
        "Reason: " + String(repeating: "a,", count: 30_000) + "a",
        String(repeating: "a:\r\n", count: 200) + "b: c",
        "Contact: <sip:a@b" + String(repeating: ";a", count: 30_000) + ">",
    ]

    @Test(arguments: quadratic)
    func gateRefusesQuadraticMessages(_ line: String) {
        let datagram = Sample.datagram(Sample.lines(adding: [line]))
        guard case .rejected = ByteGate.screen(datagram) else {
            Issue.record("\(line.prefix(12)) was accepted")
            return
        }
    }

    @Test(arguments: quadratic.filter { !$0.hasPrefix("a:") })
    func cappedParserFailsWithoutCrashing(_ line: String) throws {
        let message = try Sample.screened(Sample.datagram(Sample.lines(adding: [line])), loose)
        let plain = try Sample.message()
        let fields = try read(plain)
        #expect(throws: FieldError.disagreement(.head)) { try OsipReader.agree(message, fields, isWhole: true) }
        #expect(OsipReader.arenaBytesUsed <= 65_536)
        #expect(throws: Never.self) { try OsipReader.agree(plain, fields, isWhole: true) }
    }

    @Test func ordinaryMessageNeedsLittleOfTheArena() throws {
        let message = try Sample.message()
        try OsipReader.agree(message, read(message), isWhole: true)
        #expect(OsipReader.arenaBytesUsed > 1_000)
        #expect(OsipReader.arenaBytesUsed < 16_384)
        try OsipReader.agree(message, read(message), isWhole: false)
        #expect(OsipReader.arenaBytesUsed < 8_192)
    }
}
