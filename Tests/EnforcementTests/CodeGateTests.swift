import AccessPolicy
import Testing

@testable import Enforcement

/// Of these, `sup` may listen to 201 and 202, `chief` to everybody; `desk` sees the callers of 201 and 202, `lamp` nobody's.
@Suite struct CodeGateTests {
    static let policy = """
        organization: Example Ltd
        domains: [example.com]
        defaults: {connected-callers: {only: ["user:chief"]}, listen-whisper-barge: {only: ["user:chief"]}}
        users:
          sup:   {extensions: ["301"]}
          chief: {extensions: ["302"]}
          desk:  {extensions: ["303"]}
          lamp:  {extensions: ["304"]}
          john.smith: {extensions: ["201"]}
        extensions:
          "201":
            connected-callers: {only: ["user:desk", "user:chief"]}
            listen-whisper-barge: {only: ["user:sup", "user:chief"]}
          "202":
            connected-callers: {only: ["user:desk", "user:chief"]}
            listen-whisper-barge: {only: ["user:sup", "user:chief"]}
        ---
        organization: Other Ltd
        domains: [other.example]
        """

    static let users = ["sup", "chief", "desk", "lamp"]

    static func pipeline(
        _ codes: [(String, FeatureCodes.Action)] = [],
        overlap: FeatureCodes.Overlap = .pass
    ) throws -> Pipeline<DictionaryBindings> {
        let made = try Scene.pipeline(
            Scene.policy(yaml: policy),
            bindings: DictionaryBindings(users.enumerated().map { (Scene.address($1), Scene.phone(UInt32(20 + $0))) })
        )
        var settings = made.settings
        settings.featureCodes = FeatureCodes(
            codes.compactMap { FeatureCodes.Code(dial: $0.0, action: $0.1) },
            overlap: overlap
        )
        return Pipeline(settings: settings, pbx: made.pbx, bindings: made.bindings, snapshot: made.snapshot)
    }

    /// The judgement on what a user sends.
    static func judged(
        _ user: String,
        _ message: SIPText,
        _ codes: [(String, FeatureCodes.Action)] = [("*33{extension}", .listen)],
        overlap: FeatureCodes.Overlap = .pass
    ) throws -> Outcome {
        let place = try #require(users.firstIndex(of: user))
        let flow = Flow(socket: .phone, remote: Scene.phone(UInt32(20 + place)))
        return try pipeline(codes, overlap: overlap).process(message.buffer, on: flow, at: Scene.now)
    }

    /// The rule that an INVITE ends with.
    static func rule(
        _ user: String,
        _ dialled: String,
        _ codes: [(String, FeatureCodes.Action)] = [("*33{extension}", .listen)],
        overlap: FeatureCodes.Overlap = .pass
    ) throws -> String {
        try judged(user, .request("INVITE", "sip:\(dialled)@example.com", from: user), codes, overlap: overlap)
            .judgement.rule
    }

    @Test(arguments: [
        "*33201;x", "*33201;phone-context=example.com", "*33-201", "*33(20)1", "*33201%23", "*33.201", "*33%20201",
        "*33john.smith", "*33JOHN.smith",
    ])
    func aSpellingOfWhatIsKnownIsJudgedAsThat(_ dialled: String) throws {
        #expect(try Self.rule("sup", dialled) == "listening-named")
        #expect(try Self.rule("desk", dialled) == "listening-not-named")
    }

    @Test(arguments: ["*33,201", "*33*201", "*33p201", "*33_201", "*33201%2300", "*33201,,1", "*33nobody"])
    func whatNobodyKnowsTheReadingOfNeedsTheRightOverEveryone(_ dialled: String) throws {
        #expect(try Self.rule("sup", dialled) == "listening-not-named")
        #expect(try Self.rule("chief", dialled) == "listening-named")
    }

    @Test func anUnlistedNumberHasTheDefaults() throws {
        #expect(try Self.rule("sup", "*33999") == "listening-not-named")
        #expect(try Self.rule("chief", "*33999") == "listening-named")
    }

    @Test(arguments: [
        "sip:*33201@other.example", "sip:x+*33201+other.example@example.com", "tel:*33201;phone-context=other.example",
        "sip:*33201;phone-context=OTHER.example@example.com",
    ])
    func aCodeAtAnotherOrganizationIsRefused(_ uri: String) throws {
        let outcome = try Self.judged("chief", .request("INVITE", uri, from: "chief"))
        #expect(outcome.judgement.rule == "other-organization")
    }

    @Test func anotherNumberBehindAPermittedOneIsJudgedToo() throws {
        #expect(try Self.rule("sup", "*33201%2B*33301") == "listening-not-named")
        #expect(try Self.rule("sup", "*33201%2B*33,301") == "listening-not-named")
        #expect(try Self.rule("sup", "*33201%2B*33202") == "listening-named")
    }

    @Test func pickupNeedsTheCallersOfTheTarget() throws {
        let codes = [("**{extension}", FeatureCodes.Action.pickup), ("*8", .pickup)]
        #expect(try Self.rule("desk", "**201", codes) == "callers-named")
        #expect(try Self.rule("lamp", "**201", codes) == "callers-not-named")
        #expect(try Self.rule("lamp", "**304", codes) == "owner")
        #expect(try Self.rule("desk", "**", codes) == "callers-not-named")
        #expect(try Self.rule("desk", "*8", codes) == "callers-not-named")
        #expect(try Self.rule("chief", "*8", codes) == "callers-named")
    }

    @Test func theRightToListenIsNoneToPickUp() throws {
        #expect(try Self.rule("sup", "**201", [("**{extension}", .pickup)]) == "callers-not-named")
    }

    @Test func intercomNeedsWhatPickupNeeds() throws {
        #expect(try Self.rule("desk", "*80201", [("*80{extension}", .intercom)]) == "callers-named")
        #expect(try Self.rule("lamp", "*80201", [("*80{extension}", .intercom)]) == "callers-not-named")
    }

    @Test func aPickedUpCallIsNoListeningCall() throws {
        let outcome = try Self.judged(
            "desk",
            .request("INVITE", "sip:**201@example.com", from: "desk"),
            [("**{extension}", .pickup)]
        )
        let sent = try #require(outcome.forwarded)
        let route = try #require(sent.values("Record-Route").first { $0.contains("@") })
        let token = DialogToken(
            Array(route.dropFirst("<sip:".count).prefix { $0 != "@" }.utf8).span,
            callID: Array("call-desk@192.0.2.50".utf8).span,
            tag: Array("from-desk".utf8).span,
            otherTag: [UInt8]().span,
            keys: TestKeys.first
        )
        #expect(token?.kind == .call)
        #expect(outcome.audits.map(\.verdict) == [.forward])
        #expect(outcome.audits.map(\.question) == [.status])
    }

    @Test func aRefusedPickupIsRecorded() throws {
        let outcome = try Self.judged(
            "lamp",
            .request("INVITE", "sip:**201@example.com", from: "lamp"),
            [("**{extension}", .pickup)]
        )
        #expect(outcome.audits.map(\.target) == ["201"])
        #expect(outcome.audits.map(\.question) == [.status])
        #expect(outcome.audits.map(\.rule) == ["callers-not-named"])
    }

    @Test func theBeginningOfACodePassesUnlessItIsToBeJudged() throws {
        #expect(try Self.rule("sup", "*3") == "signalling")
        #expect(try Self.rule("sup", "*3", overlap: .judge) == "listening-not-named")
        #expect(try Self.rule("chief", "*3", overlap: .judge) == "listening-named")
        #expect(try Self.rule("sup", "*", overlap: .judge) == "signalling")
        #expect(try Self.rule("sup", "33", overlap: .judge) == "signalling")
        #expect(try Self.rule("sup", "55", [("555", .listen)], overlap: .judge) == "signalling")
    }

    @Test func theBeginningOfANumberBehindACodeNeedsEveryoneWhereItIsToBeJudged() throws {
        #expect(try Self.rule("sup", "*33201", overlap: .judge) == "listening-named")
        #expect(try Self.rule("sup", "*3320", overlap: .judge) == "listening-not-named")
        #expect(try Self.rule("chief", "*3320", overlap: .judge) == "listening-named")
    }

    @Test(arguments: ["application/x-cisco-remotecc-request+xml", "multipart/mixed;boundary=b", ""])
    func aReferThatControlsThePBXNeedsEveryone(_ type: String) throws {
        for (user, rule) in [("sup", "listening-not-named"), ("chief", "listening-named")] {
            var refer = SIPText.request("REFER", from: user, [("Refer-To", "<cid:1@192.0.2.50>")])
            if !type.isEmpty { refer = refer.with("Content-Type", type) }
            refer.body = Array("<x-cisco-remotecc-request/>".utf8)
            #expect(try Self.judged(user, refer).judgement.rule == rule)
        }
    }

    @Test func aReferToNoCallIsRefused() throws {
        for uri in ["cid:1@192.0.2.50", "http://example.com/", "urn:x:y"] {
            let refer = SIPText.request("REFER", from: "chief", [("Refer-To", "<\(uri)>")])
            #expect(try Self.judged("chief", refer).judgement.rule == "refer-to-other-than-a-call", "\(uri)")
        }
    }

    @Test(arguments: ["INVITE", "REFER"])
    func somebodysDialogAsAReasonNeedsTheCallersOfEveryone(_ method: String) throws {
        for (user, rule) in [("desk", "callers-not-named"), ("chief", "signalling")] {
            let message = SIPText.request(
                method,
                "sip:201@example.com",
                from: user,
                [("Target-Dialog", "c1;local-tag=a;remote-tag=b"), ("Refer-To", "<sip:303@example.com>")]
            )
            #expect(try Self.judged(user, message).judgement.rule == rule)
        }
    }

    @Test func aCallToAListNeedsEveryone() throws {
        for (user, rule) in [("sup", "listening-not-named"), ("chief", "listening-named")] {
            let listed = SIPText.request("INVITE", "sip:201@example.com", from: user, [])
                .with("Content-Type", "application/resource-lists+xml")
            #expect(try Self.judged(user, listed).judgement.rule == rule)
            let required = SIPText.request("INVITE", "sip:201@example.com", from: user, [])
                .with("Require", "recipient-list-invite")
            #expect(try Self.judged(user, required).judgement.rule == rule)
        }
    }

    @Test func ordersToWhoRoutesAreTakenOut() throws {
        let bye = SIPText.request(
            "OPTIONS",
            "sip:201@example.com",
            from: "chief",
            [
                ("Also", "<sip:*33201@example.com>"), ("Request-Disposition", "redirect"),
            ]
        )
        let sent = try #require(try Self.judged("chief", bye).forwarded)
        #expect(sent.values("Also").isEmpty)
        #expect(sent.values("Request-Disposition").isEmpty)
    }
}
