import Enforcement
import Foundation
import Testing

@testable import AuditTrail

@Suite struct AuditLineTests {
    private func object(_ fields: [UInt8]) throws -> [String: String] {
        try JSONDecoder().decode([String: String].self, from: Data(fields + Array("}".utf8)))
    }

    @Test func aRefusalHasEveryFieldOfTheDesign() throws {
        let fields = AuditLine.fields(AuditText.record("call-1"), at: Moment(unixSeconds: 0))
        #expect(
            try object(fields) == [
                "time": "1970-01-01T00:00:00Z", "organization": "Example Ltd", "watcher": "bob", "extension": "101",
                "action": "listen-whisper-barge", "verdict": "reject", "disclosure": "none",
                "rule": "listening-nobody", "method": "INVITE", "call-id": "call-1", "source": "192.0.2.7:5062",
                "reason": "`listen-whisper-barge` is open to nobody",
            ]
        )
    }

    @Test func anEventHasTheSameFields() throws {
        let event = AuditEvent(.service, .started, reason: "the proxy serves")
        #expect(
            try object(AuditLine.fields(event, at: Moment(unixSeconds: 0))) == [
                "time": "1970-01-01T00:00:00Z", "organization": "", "watcher": "", "extension": "",
                "action": "service", "verdict": "started", "rule": "service-started", "method": "", "call-id": "",
                "source": "", "reason": "the proxy serves",
            ]
        )
    }

    @Test func textCannotBreakTheLine() throws {
        let nasty = "1\"\\\n\u{1B}[2J\u{7F}\u{9B}é"
        let fields = AuditLine.fields(AuditText.record("a", target: nasty), at: Moment(unixSeconds: 0))
        #expect(try object(fields)["extension"] == nasty)
        #expect(fields.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
    }

    @Test func aSealReadsWhatWasSealed() throws {
        var chain = AuditChain(keys: try AuditText.keys(1))
        chain.leave(Array("torn".utf8)[...])
        let line = AuditText.lines(1, &chain)[0]
        let seal = try #require(AuditSeal(of: Array(line.dropFirst())))
        #expect(seal.seq == 1)
        #expect(seal.previous == .none)
        #expect(seal.closes == AuditHash(of: Array("torn\n".utf8)))
        #expect(seal.key == 1)
    }

    @Test func aSealedLineIsOneObject() throws {
        let line = try #require(try AuditText.lines(1).first)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
        #expect(object["seq"] as? Int == 1)
        #expect(object["watcher"] as? String == "bob")
    }

    @Test(arguments: [
        "6", "0:aaaaaaaaaaaa", "6:aaaaaaaaaaa", "6:xyzxyzxyzxyz", ":", "6:aaaaaaaaaaaa:1", "-1:aaaaaaaaaaaa",
    ])
    func whatNamesNoRecordIsRefused(_ text: String) {
        #expect(RememberedPosition(text) == nil)
    }

    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"),
        (1_700_000_000, "2023-11-14T22:13:20Z"),
        (4_107_542_399, "2100-02-28T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
    ])
    func timesAreRFC3339(_ seconds: Int64, _ text: String) {
        #expect(RFC3339.text(seconds) == text)
        #expect(RFC3339.moment(text) == seconds)
    }

    @Test(arguments: [
        "", "2026-02-30T00:00:00Z", "2026-01-01T00:00:00+", "2026-01-01 00:00:00Z", "2026-13-01T00:00:00Z",
    ])
    func whatIsNoTimeIsNone(_ text: String) {
        #expect(RFC3339.moment(text) == nil)
    }
}
