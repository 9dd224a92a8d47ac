import NIOCore
import SIPMessage
import Testing

@testable import Enforcement

/// Every body vector in a NOTIFY, for a watcher who may see the status only.
@Suite struct NotifyVectorTests {
    /// What a rebuilt NOTIFY may have, in its order; Contact and Content-Type where there is something to say.
    static let headers = [
        "Via", "Via", "Max-Forwards", "From", "To", "Call-ID", "CSeq", "Contact", "Event", "Subscription-State",
        "Content-Type", "Content-Length",
    ]

    /// A datagram over the limit goes nowhere, so no body can be in it.
    static func isTooLarge(_ vector: NotifyVector) throws -> Bool {
        try vector.message().buffer.readableBytes > MessageLimits().datagramBytesMax
    }

    @Test(arguments: NotifyVector.all)
    func bodyIsTheExpectedOne(_ vector: NotifyVector) throws {
        let outcome = try vector.outcome()
        guard try !Self.isTooLarge(vector) else {
            #expect(outcome.judgement.rule == "limit-datagram")
            #expect(outcome.forwards.isEmpty)
            return
        }
        let sent = try #require(outcome.forwarded)
        guard try !vector.body().isEmpty else {
            #expect(sent.body.isEmpty)
            return
        }
        let body = String(decoding: sent.body, as: UTF8.self)
        #expect(try NotifyVector.numbered(body) == NotifyVector.numbered(vector.expected()))
        #expect(try sent.values("Content-Type") == [vector.load().expectedContentType])
        let isOpen = try ["strict", "tolerant"].contains(vector.load().outcome)
        #expect(
            outcome.judgement.rule == (isOpen ? "callers-nobody" : "failed-closed-\(try vector.load().outcome)")
        )
    }

    @Test(arguments: NotifyVector.all.filter { $0.name.hasPrefix("T") })
    func itMovesTheExpectedCounters(_ vector: NotifyVector) throws {
        try vector.outcome().expectCounters(vector.load().counters)
    }

    @Test(arguments: NotifyVector.all)
    func onlyListedHeadersAreSent(_ vector: NotifyVector) throws {
        guard try !Self.isTooLarge(vector) else { return }
        let sent = try #require(try vector.outcome().forwarded)
        let expected = sent.body.isEmpty ? Self.headers.filter { $0 != "Content-Type" } : Self.headers
        #expect(sent.headers.map(\.name) == expected)
    }

    @Test(arguments: NotifyVector.all)
    func noMarkerIsSent(_ vector: NotifyVector) throws {
        guard let message = try vector.outcome().forwarded else { return }
        let named = ["Event", "Subscription-State", "Content-Type"].flatMap(message.values).joined(separator: "\n")
        let sent = named + "\n" + String(decoding: message.body, as: UTF8.self)
        let entity = try vector.load().entity
        for marker in try vector.load().markers where !entity.contains(marker) {
            #expect(!sent.contains(marker), "`\(marker)`")
        }
    }

    @Test func thePseudonymIsTheSameForTheSameDialogOnly() throws {
        let once = try #require(NotifyVector(name: "T08-fs-uuid-early").outcome().forwarded)
        let later = try #require(NotifyVector(name: "T08-fs-uuid-partial").outcome().forwarded)
        func id(_ text: SIPText) -> Substring {
            let body = String(decoding: text.body, as: UTF8.self)
            return body.split(separator: " id=\"").dropFirst().first?.prefix { $0 != "\"" } ?? ""
        }
        #expect(id(once).count == 18)
        #expect(id(once) == id(later))
    }

    @Test func thereAreVectors() {
        #expect(NotifyVector.all.count >= 100)
    }
}
