import AccessPolicy
import Enforcement
import NIOCore
import PolicyFile
import Testing

@testable import earshot

/// What the commands say of an organisation whose policy is not enforced.
@Suite struct ShadowTextTests {
    private static func policy(_ mode: String) throws -> PolicySnapshot {
        let text = """
            organization: Example Ltd
            domains: [example.com]
            mode: \(mode)
            defaults: {status: nobody}
            users: {alice: {extensions: ["101"]}, bob: {}}
            """
        return try PolicyCompiler.compile(PolicyFile.parse(text, file: "policy.yaml"), revision: 1)
    }

    private static func inspection(_ mode: String) throws -> InspectionText {
        let policy = try policy(mode)
        let keys = try #require(TokenKeys(current: 1, secrets: [1: [UInt8](repeating: 7, count: 32)]))
        let own = OwnAddress(host: "192.0.2.1", port: 5060)
        let pipeline = Pipeline(
            settings: Settings(
                addresses: OwnAddresses(phone: own, pbx: own),
                keys: keys,
                featureCodes: FeatureCodes([])
            ),
            pbx: PBXGroup([PBX(Endpoint(ipv4: 0x7F00_0001, port: 5070))]),
            bindings: try AssumedBindings(user: "bob", policy: policy),
            snapshot: policy
        )
        let lines = [
            "SUBSCRIBE sip:101@example.com SIP/2.0", "Via: SIP/2.0/UDP 192.0.2.50;branch=z9hG4bK-1", "Max-Forwards: 70",
            "From: <sip:bob@example.com>;tag=1", "To: <sip:101@example.com>", "Call-ID: 1", "CSeq: 1 SUBSCRIBE",
            "Event: dialog", "Contact: <sip:bob@192.0.2.50>", "Content-Length: 0", "", "",
        ]
        let outcome = pipeline.process(
            ByteBuffer(string: lines.joined(separator: "\r\n")),
            on: Flow(socket: .phone, remote: AssumedBindings.phone),
            at: Moment(unixSeconds: 1)
        )
        return InspectionText(outcome: outcome, policy: policy)
    }

    @Test func inspectTellsWhatHappensAndWhatWould() throws {
        let json = JSONText.write(try Self.inspection("shadow").json)
        #expect(json.hasPrefix(#"{"verdict":"forward","#))
        let enforced = #""enforced":{"verdict":"reject","code":403,"action":"status","disclosure":"none","#
        #expect(json.contains(#""mode":"shadow",\#(enforced)"rule":"status-nobody"}"#))
        #expect(try Self.inspection("shadow").words.contains("shadow: enforced, it would be reject 403: status-nobody"))
    }

    @Test func inspectSaysNothingOfItWhereThePolicyIsEnforced() throws {
        let inspection = try Self.inspection("enforce")
        #expect(!JSONText.write(inspection.json).contains("shadow"))
        #expect(!inspection.words.contains("shadow"))
    }

    @Test func explainSaysThatNothingIsEnforced() throws {
        let explanation = try #require(Self.policy("shadow").explain(watcher: "bob", target: "101"))
        #expect(JSONText.write(ExplanationText.json(explanation)).contains(#""disclosure":"none","#))
        #expect(JSONText.write(ExplanationText.json(explanation)).contains(#""mode":"shadow""#))
        #expect(ExplanationText.words(explanation).contains("not enforced"))
    }

    @Test func explainSaysNothingOfItWhereThePolicyIsEnforced() throws {
        let explanation = try #require(Self.policy("enforce").explain(watcher: "bob", target: "101"))
        #expect(!JSONText.write(ExplanationText.json(explanation)).contains("mode"))
        #expect(!ExplanationText.words(explanation).contains("not enforced"))
    }
}
