import Foundation
import NIOCore
import SIPMessage
import Taint
import Testing

@testable import Enforcement

/// A marker wherever a NOTIFY has free text; for a status-only watcher it is in no byte of what is sent (T41, T43, T44, T64).
@Suite struct TaintTests {
    /// How often the NOTIFY went on, and where the marker was when it got through.
    struct Count {
        var sent = 0
        var whole = 0
        var leaks: [String] = []
        var refusedByGate: [String] = []
        var documents: Set<[UInt8]> = []
    }

    static func run(_ watcher: String, isKnown: Bool, seed: UInt64, cases: Int) throws -> Count {
        let pipeline = try Scene.pipeline(Self.policy.get())
        var notifies = TaintedNotify(seed: seed)
        var count = Count()
        for number in 0..<cases {
            var (message, place) = notifies.next(for: watcher)
            if isKnown { message.headers.insert((name: "Route", value: try route(watcher)), at: 1) }
            let outcome = pipeline.pbx(message)
            guard let sent = outcome.sentToPhone else { continue }
            count.sent += 1
            if outcome.judgement.verdict == .forward { count.whole += 1 }
            if TaintMarker.isIn(message: sent) { count.leaks.append("case \(number): \(place)") }
            if outcome.judgement.verdict == .rebuild { count.documents.formUnion(documents(in: sent)) }
            if !isReadable(sent) { count.refusedByGate.append("case \(number): \(place)") }
        }
        return count
    }

    /// The policy of the fixtures, but that who is not listed in it shows the status only: a list may name anybody.
    private static let policy = Result {
        let text = try String(contentsOf: Scene.fixtures.appending(path: "messages/policy.yaml"), encoding: .utf8)
        let strict = "listening: enabled\ndefaults: {connected-callers: nobody}\n"
        return try Scene.policy(yaml: text.replacingOccurrences(of: "listening: enabled\n", with: strict))
    }

    /// Our Route with the token of the watcher's subscription to 101's dialogs; to make it once a case saves reading the message twice.
    private static func route(_ watcher: String) throws -> String {
        let (callID, tag) = (Array("call-\(watcher)@192.0.2.50".utf8), Array("from-\(watcher)".utf8))
        let token = DialogToken(
            kind: .subscription(.dialog),
            pbx: 7,
            phone: try #require(Scene.phones[watcher]),
            watcher: Scene.address(watcher),
            resource: Array("sip:101@example.com".utf8)
        ).encode(callID: callID.span, tag: tag.span, keys: TestKeys.first)
        return "<sip:\(String(decoding: try #require(token), as: UTF8.self))@192.0.2.1:5062;lr>"
    }

    /// The XML in a message: its body, or each part of one that has parts.
    private static func documents(in sent: [UInt8]) -> [[UInt8]] {
        let message = SIPText(ByteBuffer(bytes: sent))
        let type = message.values("Content-Type").first ?? ""
        guard type.hasPrefix("multipart/") else { return message.body.isEmpty ? [] : [message.body] }
        return String(decoding: message.body, as: UTF8.self).split(separator: "<?xml").dropFirst().map { piece in
            // A document ends with its line; behind that is the delimiter.
            Array(("<?xml" + (piece.components(separatedBy: "\n\r\n--").first ?? "")).utf8)
        }
    }

    private static func isReadable(_ bytes: [UInt8]) -> Bool {
        guard case .message(let message) = ByteGate.screen(ByteBuffer(bytes: bytes)) else { return false }
        return (try? FieldReader.read(message)) != nil
    }

    @Test(arguments: 0..<TaintCampaign.shares)
    func theMarkerIsInNoByte(_ share: Int) throws {
        let cases = TaintCampaign.notifiesPerShare
        let seed = TaintCampaign.seed(ofShare: share, "\(cases) NOTIFYs")
        let count = try Self.run("status", isKnown: share > 0, seed: seed, cases: cases)
        #expect(count.leaks.prefix(5) == [])
        #expect(count.refusedByGate.prefix(5) == [])
        #expect(count.whole == 0)
        #expect(count.sent > cases / 2, "most cases must get as far as the watcher, or they show nothing")
        let complaints = try XMLLint.complaints(of: count.documents)
        #expect(complaints.prefix(5) == [])
        #expect(count.documents.count > cases / 50)
    }

    @Test func theMarkerIsInNoByteForARefusedWatcher() throws {
        let count = try Self.run("refused", isKnown: true, seed: 100, cases: 2_000)
        #expect(count.leaks.prefix(5) == [])
        #expect(count.refusedByGate.prefix(5) == [])
        #expect(count.sent > 1_000)
        #expect(count.documents.isEmpty)
    }

    /// The same cases where everything may be seen: the marker must be found, or the search finds nothing.
    @Test func theSearchFindsTheMarkerWhereNothingIsRebuilt() throws {
        let count = try Self.run("full", isKnown: true, seed: 0, cases: 2_000)
        #expect(count.whole > 200)
        #expect(count.leaks.count >= count.whole * 95 / 100)
    }

    /// A rebuild that copies one header, or one attribute, is caught.
    @Test(arguments: ["Subject", "body"])
    func aLeakyPathIsCaught(_ what: String) throws {
        var notifies = TaintedNotify(seed: 1)
        let pipeline = try Scene.pipeline()
        var caught = 0
        for _ in 0..<2_000 {
            let (message, _) = notifies.next(for: "status")
            guard var sent = pipeline.pbx(message, knownFor: "status").sentToPhone else { continue }
            let copied = what == "body" ? message.body.suffix(200) : Array(message.values(what).joined().utf8)[...]
            sent += copied
            if TaintMarker.isIn(message: sent) { caught += 1 }
        }
        #expect(caught > (what == "body" ? 100 : 5))
    }

    @Test(arguments: TaintMarker.harmlessForms + TaintMarker.headerForms)
    func everyGuiseOfTheMarkerIsFound(_ form: String) {
        #expect(TaintMarker.isIn(message: Array("before \(form) after".utf8)))
        #expect(!TaintMarker.isIn(message: Array("before after".utf8)))
    }
}

extension Outcome {
    /// The bytes that went to a phone; nil when none did.
    fileprivate var sentToPhone: [UInt8]? {
        forwards.first { $0.to.socket == .phone }.map { Array($0.bytes.readableBytesView) }
    }
}
