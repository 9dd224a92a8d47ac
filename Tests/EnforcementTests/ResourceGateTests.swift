import Testing

@testable import Enforcement

/// T60 by the PBX's make: 101 shows its status to `status` and nothing to `refused`, 103 shows nothing to anybody.
@Suite struct ResourceGateTests {
    struct Line: CustomTestStringConvertible {
        let from: String
        let uri: String
        var to: String?
        var event = "dialog"
        var contact: String?
        /// The rule that each profile ends with; a forward's is that of its permit.
        let rules: [TargetProfile: String]

        var testDescription: String { "\(from) \(uri) \(to ?? "") \(event) \(contact ?? "")" }

        init(
            _ from: String,
            _ uri: String,
            to: String? = nil,
            event: String = "dialog",
            contact: String? = nil,
            _ rules: [TargetProfile: String]
        ) {
            (self.from, self.uri, self.to, self.event, self.contact) = (from, uri, to, event, contact)
            self.rules = rules
        }
    }

    static func all(_ rule: String) -> [TargetProfile: String] {
        Dictionary(uniqueKeysWithValues: TargetProfile.allCases.map { ($0, rule) })
    }

    /// For FreeSWITCH and the unknown PBX one rule, for the two that take a name as it is another.
    static func split(_ apart: String, whole: String, kamailio: String? = nil) -> [TargetProfile: String] {
        [.freeswitch: apart, .generic: apart, .asterisk: whole, .kamailio: kamailio ?? whole]
    }

    static let forms: [Line] = [
        Line("refused", "sip:101@example.com", all("status-not-named")),
        Line("refused", "sip:%31%30%31@example.com", to: "<sip:101@example.com>", all("status-not-named")),
        Line("refused", "sip:101;x=y@example.com", all("status-not-named")),
        Line("refused", "sip:101;phone-context=example.com@example.com", all("status-not-named")),
        Line("refused", "sip:101@example.com;user=phone", all("status-not-named")),
        Line("refused", "sips:101@example.com", all("status-not-named")),
        Line("refused", "sip:1-0-1@example.com", all("status-not-named")),
        Line("refused", "tel:101", all("other-organization")),
        Line("refused", "sip:sip+101@example.com", split("status-not-named", whole: "callers-everyone")),
        Line("refused", "sip:sip%2B101@example.com", split("status-not-named", whole: "callers-everyone")),
        Line(
            "refused",
            "sip:+101@example.com",
            split("status-not-named", whole: "callers-everyone", kamailio: "status-not-named")
        ),
        Line("refused", "sip:x+101+example.com@example.com", split("status-not-named", whole: "callers-everyone")),
        Line("refused", "sip:x+102+other.example@example.com", split("other-organization", whole: "callers-everyone")),
        Line("refused", "sip:forward+101/1555@example.com", split("status-not-named", whole: "callers-everyone")),
        Line("full", "sip:park+701@example.com", all("callers-everyone")),
    ]

    static let places: [Line] = [
        Line("full", "sip:101@example.com", to: "<sip:103@example.com>", all("target-mismatch")),
        Line("full", "sip:103@example.com", to: "<sip:101@example.com>", all("target-mismatch")),
        Line("full", "sip:example.com", to: "<sip:103@example.com>", all("target-mismatch")),
        Line("full", "sip:192.168.1.10:5060", to: "<sip:103@192.168.1.10>", all("target-mismatch")),
        Line("full", "sip:101@example.com", to: "<sip:example.com>", all("target-mismatch")),
        Line("full", "sip:101@example.com", to: "<sip:sip+101@example.com>", all("target-mismatch")),
        Line("full", "sip:101@example.com", to: "<sip:101;x@example.com>", all("target-mismatch")),
        Line("full", "sip:101@example.com", to: "<tel:101>", all("other-organization")),
        Line("full", "sip:101@example.com", to: "<sip:101@other.example>", all("other-organization")),
        Line("full", "sip:101@example.com", to: "<sip:%31%30%31@pbx.example>", all("callers-named")),
    ]

    static let sharedLines: [Line] = [
        Line("full", "sip:101@example.com", event: "dialog;sla", contact: "<sip:103@h>", all("target-mismatch")),
        Line("full", "sip:101@example.com", event: "dialog;SLA", contact: "<sip:103@h>", all("target-mismatch")),
        Line("full", "sip:101@example.com", event: "dialog;sla=1", contact: "<sip:103@h>", all("target-mismatch")),
        Line("full", "sip:101@example.com", event: "dialog;sla", contact: "<sip:%3103@h>", all("target-mismatch")),
        Line("full", "sip:101@example.com", event: "dialog;sla", contact: "<sip:101@h>", all("callers-named")),
        Line(
            "full",
            "sip:101@example.com",
            event: "dialog;sla",
            contact: "<sip:101@h>, <sip:103@h>",
            all("target-mismatch")
        ),
        Line(
            "full",
            "sip:101@example.com",
            event: "dialog;sla",
            contact: "<sip:full@h>",
            [
                .asterisk: "callers-named", .freeswitch: "callers-named", .generic: "callers-named",
                .kamailio: "target-mismatch",
            ]
        ),
        Line(
            "full",
            "sip:101@example.com",
            event: "dialog;sla",
            contact: "<sip:192.0.2.11>",
            [
                .asterisk: "callers-named", .freeswitch: "callers-named", .generic: "callers-named",
                .kamailio: "target-mismatch",
            ]
        ),
        Line("full", "sip:101@example.com", event: "dialog", contact: "<sip:103@h>", all("callers-named")),
    ]

    @Test(arguments: forms + places + sharedLines, TargetProfile.allCases)
    func judgesWhatThePBXWillRead(_ line: Line, _ profile: TargetProfile) throws {
        var request = SIPText.request("SUBSCRIBE", line.uri, from: line.from, to: line.to, [("Event", line.event)])
        if let contact = line.contact { request = request.with("Contact", contact) }
        let outcome = try Scene.pipeline(profile: profile).phone(line.from, request)
        #expect(outcome.judgement.rule == line.rules[profile])
        let isRefusal = outcome.judgement.verdict == .reject
        #expect(isRefusal == !line.rules[profile, default: ""].hasPrefix("callers-"))
        if isRefusal {
            #expect(outcome.judgement.status == 403)
            #expect(outcome.forwards.isEmpty)
        }
    }

    @Test(arguments: TargetProfile.allCases)
    func noPlusIsTakenApartWhereItIsPartOfTheName(_ profile: TargetProfile) throws {
        let policy = try Scene.policy(
            yaml: """
                organization: Example Ltd
                domains: [example.com]
                users: {full: {}, boss: {extensions: ["701"]}}
                extensions: {"701": {status: nobody}}
                """
        )
        let outcome = try Scene.pipeline(policy, profile: profile).phone(
            "full",
            .subscribe("sip:park+701@example.com", from: "full")
        )
        let isApart = profile == .freeswitch || profile == .generic
        #expect(outcome.judgement.verdict == (isApart ? .reject : .forward))
    }

    @Test(arguments: TargetProfile.allCases)
    func aPublicationIsForOnePlace(_ profile: TargetProfile) throws {
        let request = SIPText.request(
            "PUBLISH",
            "sip:106@example.com",
            from: "full",
            to: "<sip:101@example.com>",
            [("Event", "presence")]
        )
        let outcome = try Scene.pipeline(profile: profile).phone("full", request)
        #expect(outcome.judgement.rule == "target-mismatch")
        #expect(outcome.forwards.isEmpty)
    }

    @Test(arguments: [
        ("sip:102@example.com", "<sip:*33102@example.com>"), ("sip:*33102@example.com", "<sip:102@example.com>"),
        ("sip:*33102@example.com", "<sip:*33103@example.com>"), ("sip:example.com", "<sip:*33102@example.com>"),
        ("sip:*33102@example.com", "<sip:example.com>"),
    ])
    func aCodeIsDialledInOnePlace(_ uri: String, _ to: String) throws {
        for profile in TargetProfile.allCases {
            let outcome = try Scene.pipeline(profile: profile).phone(
                "alice",
                .request("INVITE", uri, from: "alice", to: to)
            )
            #expect(outcome.judgement.rule == "target-mismatch")
            #expect(outcome.judgement.status == 403)
        }
    }

    /// A phone that follows a redirection keeps To (RFC 3261 §8.1.3.4).
    @Test func aCallMayBeForSomebodyElseThanTo() throws {
        let outcome = try Scene.pipeline().phone(
            "full",
            .request("INVITE", "sip:102@example.com", from: "full", to: "<sip:103@example.com>")
        )
        #expect(outcome.judgement.verdict == .forward)
    }
}
