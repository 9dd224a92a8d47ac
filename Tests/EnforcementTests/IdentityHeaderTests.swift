import Enforcement
import NIOCore
import Testing

/// Headers that only a PBX may set never leave us in a phone's request or answer, however they are spelt.
@Suite struct IdentityHeaderTests {
    static let names = [
        "P-Asserted-Identity", "P-Preferred-Identity", "Remote-Party-ID", "RPID-Privacy", "Anonymity", "Diversion",
        "History-Info", "Identity", "Identity-Info", "Additional-Identity", "P-Asserted-Service", "P-Preferred-Service",
        "P-Associated-URI", "P-Called-Party-ID", "P-Charge-Info", "P-Served-User", "P-User-Database", "P-Profile-Key",
        "Attestation-Info", "Origination-Id", "P-Charging-Vector", "P-Charging-Function-Addresses",
        "P-DCS-Trace-Party-ID",
        "P-DCS-OSPS", "P-DCS-Billing-Info", "P-DCS-LAES", "P-DCS-Redirect", "P-Visited-Network-ID",
        "P-Private-Network-Indication", "X-Enswitch-Source", "X-FS-Support", "P-Unheard-Of", "Remote-Party-ID-2",
    ]

    static let marker = "sip:forged@example.com"

    static func spellings(_ name: String) -> [String] {
        let mixed = name.enumerated().map {
            $0.offset.isMultiple(of: 2) ? $0.element.lowercased() : $0.element.uppercased()
        }
        return [name, name.lowercased(), name.uppercased(), mixed.joined()]
    }

    static func leaves(_ line: String, _ method: String = "INVITE") throws -> Bool {
        var text = SIPText.request(method, "sip:102@example.com", from: "full")
        let colon = line.firstIndex(of: ":") ?? line.endIndex
        text.headers.insert((name: String(line[..<colon]), value: String(line[colon...].dropFirst())), at: 3)
        let outcome = try Scene.pipeline().phone("full", text)
        let sent = try #require(outcome.forwarded, "\(line) was not forwarded: \(outcome.judgement.rule)")
        return sent.buffer.readableBytesView.contains(Self.marker)
    }

    @Test(arguments: names)
    func isRemovedInAnySpelling(_ name: String) throws {
        for spelling in Self.spellings(name) {
            for separator in [":", ": ", " :", "\t: ", ":\t", ": <"] {
                #expect(try !Self.leaves(spelling + separator + Self.marker), "`\(spelling)\(separator)`")
            }
        }
    }

    @Test(arguments: ["y", "Y", "n", "N"])
    func isRemovedInCompactForm(_ name: String) throws {
        #expect(try !Self.leaves("\(name): \(Self.marker)"))
        #expect(try !Self.leaves("\(name) : \(Self.marker)"))
    }

    @Test func isRemovedWhenFolded() throws {
        #expect(try !Self.leaves("P-Asserted-Identity:\r\n <\(Self.marker)>"))
    }

    @Test func isRemovedAsOftenAsItStands() throws {
        var text = SIPText.request("INVITE", "sip:102@example.com", from: "full")
        for _ in 0..<20 { text.headers.append((name: "P-Asserted-Identity", value: "<\(Self.marker)>")) }
        let sent = try #require(try Scene.pipeline().phone("full", text).forwarded)
        #expect(sent.values("P-Asserted-Identity").isEmpty)
    }

    @Test(arguments: ["OPTIONS", "MESSAGE", "INFO", "REGISTER", "REFER", "SUBSCRIBE", "PUBLISH"])
    func isRemovedFromEveryMethod(_ method: String) throws {
        var text = SIPText.request(method, "sip:106@example.com", from: "full", [("P-Asserted-Identity", Self.marker)])
        if method == "REGISTER" { text = text.with("To", "<sip:full@example.com>") }
        if method == "REFER" { text = text.adding("Refer-To", "<sip:102@example.com>") }
        if method == "SUBSCRIBE" { text = text.adding("Event", "dialog") }
        let sent = try #require(try Scene.pipeline().phone("full", text).forwarded)
        #expect(sent.values("P-Asserted-Identity").isEmpty)
    }

    @Test func isRemovedFromAnswersOfPhones() throws {
        let pipeline = try Scene.pipeline()
        let invite = SIPText.notify(to: "full").with("CSeq", "1 OPTIONS")
        var request = invite
        request.start = "OPTIONS sip:full@192.0.2.11:5060 SIP/2.0"
        request.body = []
        let asked = try #require(pipeline.pbx(request.with("To", "<sip:full@example.com>")).forwarded)
        let answer = asked.answer(200, "OK", [("P-Asserted-Identity", Self.marker), ("X-Spy", "1")])
        let sent = try #require(pipeline.phone("full", answer).forwarded)
        #expect(sent.values("P-Asserted-Identity").isEmpty)
        #expect(sent.values("X-Spy").isEmpty)
    }

    /// Otherwise a test that looks for nothing would find nothing.
    @Test(arguments: ["Subject", "Organization", "Privacy", "Accept-Language"])
    func otherHeadersStay(_ name: String) throws {
        #expect(try Self.leaves("\(name): \(Self.marker)"))
    }
}

extension ByteBufferView {
    fileprivate func contains(_ text: String) -> Bool {
        String(decoding: self, as: UTF8.self).contains(text)
    }
}
