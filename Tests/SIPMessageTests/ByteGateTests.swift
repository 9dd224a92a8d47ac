import NIOCore
import Testing

@testable import SIPMessage

@Suite struct ByteGateTests {
    private static let folder = "hostile/gate"

    /// Every fixture of one rule, valid neighbours included, has the outcome that `expected.json` names.
    private func check(_ prefix: String, atLeast count: Int) throws {
        let names = try Fixture.names(Self.folder).filter { $0.hasPrefix(prefix) }
        #expect(names.count >= count)
        let expected = try Fixture.expectations(Self.folder)
        for name in names {
            let want = try #require(expected[name], "\(name) has no expectation")
            let got = Fixture.outcome(of: try Fixture.bytes(Self.folder, name))
            #expect(got.outcome == want.outcome, "\(name): \(got)")
            #expect(got.rule == want.rule, "\(name): \(got)")
            #expect(got.identifier == want.identifier, "\(name): \(got)")
            #expect(got.status == want.status, "\(name): \(got)")
        }
    }

    @Test func g1RefusesControlBytesInTheHead() throws { try check("g1-", atLeast: 10) }
    @Test func g2EndsLinesWithCRLFOnly() throws { try check("g2-", atLeast: 12) }
    @Test func g3UnfoldsHeadersButNotTheStartLine() throws { try check("g3-", atLeast: 4) }
    @Test func g4TakesTokensForHeaderNames() throws { try check("g4-", atLeast: 10) }
    @Test func g5ReadsStrictRequestLines() throws { try check("g5-", atLeast: 15) }
    @Test func g6ReadsStrictStatusLines() throws { try check("g6-", atLeast: 9) }
    @Test func g7AllowsSingletonsOnce() throws { try check("g7-", atLeast: 40) }
    @Test func g8FramesByContentLength() throws { try check("g8-", atLeast: 12) }
    @Test func g9KeepsEveryLimit() throws { try check("g9-", atLeast: 25) }
    @Test func g10ReadsCSeq() throws { try check("g10-", atLeast: 11) }
    @Test func g11RefusesBadEscapes() throws { try check("g11-", atLeast: 12) }
    @Test func g12AllowsSipSipsAndTel() throws { try check("g12-", atLeast: 7) }
    @Test func readsDecisionValuesStrictly() throws { try check("value-", atLeast: 50) }

    @Test func everyFixtureIsExpected() throws {
        #expect(try Fixture.names(Self.folder) == Fixture.expectations(Self.folder).keys.sorted())
    }

    @Test func plainSubscribeIsNotUnusual() throws {
        #expect(try !Sample.screened(Fixture.bytes(Self.folder, "plain-subscribe")).isUnusual)
    }

    @Test(arguments: ["g3-folded-event", "g4-space-before-colon", "g11-star", "g6-no-space-after-status"])
    func marksUnusual(_ name: String) throws {
        #expect(try Sample.screened(Fixture.bytes(Self.folder, name)).isUnusual)
    }

    @Test func unfoldsToOneSpace() throws {
        let message = try Sample.message(["Event": "Event:\r\n \t dialog \r\n\t;id=7"])
        let event = try #require(message.first(.event))
        #expect(message.string(event.valueRange) == "dialog ;id=7")
    }

    @Test func foldingLeavesTheBodyAlone() throws {
        let message = try Sample.message(
            ["Event": "Event:\r\n dialog", "Content-Length": nil],
            body: "a\r\n b\r\n\r\n c"
        )
        #expect(message.string(message.body) == "a\r\n b\r\n\r\n c")
    }

    @Test func cutsWhatFollowsTheBody() throws {
        let message = try Sample.message(["Content-Length": "Content-Length: 4"], body: "abcdINVITE")
        #expect(message.string(message.body) == "abcd")
        #expect(message.bytes.readableBytes == message.body.upper)
        #expect(!Sample.text(message.bytes).contains("INVITE"))
    }

    @Test func bodyIsTheRestWithoutContentLength() throws {
        let message = try Sample.message(["Content-Length": nil], body: "abcd\r\n")
        #expect(message.string(message.body) == "abcd\r\n")
    }

    @Test func readsFromAnyReaderIndex() throws {
        var datagram = ByteBuffer(string: "xyz")
        datagram.writeImmutableBuffer(Sample.datagram(Sample.subscribe))
        datagram.moveReaderIndex(forwardBy: 3)
        let message = try Sample.screened(datagram)
        #expect(message.method == .subscribe)
        #expect(message.string(try #require(message.first(.event)).valueRange) == "dialog")
    }

    @Test func skipsLeadingLineEnds() throws {
        var datagram = ByteBuffer(string: "\r\n\r\n")
        datagram.writeImmutableBuffer(Sample.datagram(Sample.subscribe))
        let message = try Sample.screened(datagram)
        #expect(message.bytes == Sample.datagram(Sample.subscribe))
    }

    @Test func limitsAnSDPBody() throws {
        var limits = Limits()
        limits.sdpBytesMax = 4
        let datagram = Sample.datagram(
            Sample.lines(["Content-Length": nil], adding: ["c: Application/SDP"]),
            body: "v=0\r\n"
        )
        guard case .rejected(.limit(.sdp)) = ByteGate.screen(datagram, limits: limits) else {
            Issue.record("not refused")
            return
        }
    }

    @Test func limitsABody() throws {
        var limits = Limits()
        limits.bodyBytesMax = 4
        let datagram = Sample.datagram(Sample.lines(["Content-Length": nil]), body: "12345")
        guard case .rejected(.limit(.body)) = ByteGate.screen(datagram, limits: limits) else {
            Issue.record("not refused")
            return
        }
    }

    @Test func survivesEveryPrefix() throws {
        let whole = Sample.datagram(Sample.subscribe)
        for count in 0..<whole.readableBytes {
            let prefix = try #require(whole.getSlice(at: 0, length: count))
            if case .message = ByteGate.screen(prefix) { Issue.record("\(count) bytes were a message") }
        }
    }

    @Test func survivesEveryByteAtEveryPlace() throws {
        let whole = Sample.datagram(["OPTIONS sip:a@b SIP/2.0", "v:SIP/2.0/UDP h", "f:<sip:a@b>;tag=1", "t:sip:a@b"])
        for index in 0..<whole.readableBytes {
            for byte in UInt8.min...UInt8.max {
                var changed = whole
                changed.setInteger(byte, at: index)
                if case .message = ByteGate.screen(changed) { Issue.record("accepted without Call-ID") }
            }
        }
    }
}
