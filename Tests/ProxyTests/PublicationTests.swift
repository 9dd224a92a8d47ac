import AccessPolicy
import Enforcement
import NIOCore
import NIOEmbedded
import Testing

@testable import Proxy

/// A worker that runs while another policy is published, here one with other consents.
@Suite(.timeLimit(.minutes(5)))
struct PublicationTests {
    private static let invite = """
        INVITE sip:*33102@example.com SIP/2.0\r
        Via: SIP/2.0/UDP 192.0.2.1:40000;branch=z9hG4bK-invite;rport\r
        Max-Forwards: 70\r
        From: <sip:alice@example.com>;tag=2\r
        To: <sip:*33102@example.com>\r
        Call-ID: listen@192.0.2.1\r
        CSeq: 1 INVITE\r
        Contact: <sip:alice@192.0.2.1:40000>\r
        Content-Length: 0\r
        \r

        """

    private static let policy = PolicyModel(organizations: [
        Organization(
            name: "Example Ltd",
            domains: ["example.com"],
            users: [User("alice"), User("bob", extensions: ["102"])],
            roles: [Role("Admin", members: [Member(.user, "alice")])],
            extensions: [ExtensionSettings("102", consent: .required)]
        )
    ])

    private let publisher: SnapshotPublisher
    private let without: PolicySnapshot
    private let bench: WorkerTests.Bench

    init() async throws {
        without = try PolicyCompiler.compile(Self.policy, revision: 1)
        publisher = SnapshotPublisher(without)
        let code = try #require(FeatureCodes.Code(dial: "*33{extension}", action: .listen))
        bench = try await WorkerTests.Bench(publisher: publisher, featureCodes: FeatureCodes([code]))
        try await bench.accept()
        _ = try await bench.answer()
    }

    private func publish(_ revision: UInt64, consent: Bool) {
        var consents = StandingConsents()
        if consent { consents.give(for: "102", of: "Example Ltd", owner: "bob") }
        publisher.publish(without.with(consents, revision: revision))
    }

    /// What became of an attempt to listen: the first line of what went to the PBX, or of the answer.
    private func outcome(_ attempt: Int) async throws -> String {
        let text = Self.invite.replacing("z9hG4bK-invite", with: "z9hG4bK-invite-\(attempt)")
            .replacing("listen@", with: "listen-\(attempt)@")
        try await bench.receive(text, from: WorkerTests.phone, on: .phone)
        if let sent = try await bench.toPBX.readOutbound(as: AddressedEnvelope<ByteBuffer>.self) {
            return String(String(buffer: sent.data).prefix { $0 != "\r\n" })
        }
        // Before a refusal the phone may be told that its INVITE has come.
        while true {
            let answer = try await bench.answer()
            if !answer.hasPrefix("SIP/2.0 100") { return String(answer.prefix { $0 != "\r\n" }) }
        }
    }

    @Test func aPublishedConsentLetsTheNextCallThroughAndAWithdrawnOneDoesNot() async throws {
        #expect(try await outcome(1) == "SIP/2.0 403 Forbidden")
        publish(2, consent: true)
        #expect(try await outcome(2) == "INVITE sip:*33102@example.com SIP/2.0")
        publish(3, consent: false)
        #expect(try await outcome(3) == "SIP/2.0 403 Forbidden")
        await bench.writer.close()
    }
}
