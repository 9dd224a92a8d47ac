import AccessPolicy
import Testing

@testable import Enforcement
@testable import earshot

/// `pbx`, `pbx-listen`, `health-check-seconds`, and what they must say together.
@Suite struct PBXConfigurationTests {
    static func read(_ text: String) -> ConfigurationReading { ConfigurationReaderTests.read(text) }

    @Test func aPBXMayBeWrittenWithWhatIsSpecialAboutIt() {
        let reading = Self.read("pbx: [{uri: \"tcp://192.0.2.10:5060\", contact: rewrite}, \"udp://192.0.2.11\"]\n")
        #expect(reading.problems.isEmpty)
        #expect(reading.configuration.pbx.map(\.contact) == [.rewrite, .path])
        #expect(reading.configuration.pbx.map(\.text) == ["tcp://192.0.2.10:5060", "udp://192.0.2.11:5060"])
    }

    @Test(arguments: [
        "pbx: [\"sip:user@pbx.example.com\"]\n", "pbx: [{uri: \"udp://192.0.2.10\", profile: exchange}]\n",
        "pbx: [{contact: rewrite}]\n", "pbx: [{uri: \"udp://192.0.2.10\", contact: maybe}]\n",
        "pbx: [{uri: \"udp://192.0.2.10\", colour: red}]\n", "pbx: [\"ws://192.0.2.10\"]\n",
        "pbx: [\"udp://192.0.2.10\", \"udp://192.0.2.10:5060\"]\n", "pbx: [\"tls://192.0.2.10:5061\"]\n",
        "pbx: [\"udp://192.0.2.10\"]\npbx-listen: [\"udp://192.0.2.1:1\", \"udp://192.0.2.1:2\"]\n",
        "pbx: [\"udp://192.0.2.10\"]\nlisten: [\"udp://192.0.2.1:1\", \"udp://192.0.2.1:2\"]\n",
        "pbx: [\"udp://192.0.2.10\"]\npbx-listen: \"wss://192.0.2.1:1\"\ntls: {certificate: c, key: k}\n",
        "pbx: [\"udp://192.0.2.10\"]\nhealth-check-seconds: 0\n",
        "pbx: [\"udp://192.0.2.10\"]\nhealth-check-seconds: soon\n",
        "pbx: [\"sip:pbx.example\"]\nname-servers: dns.example\n",
        "pbx: [\"sip:pbx.example\"]\nname-servers: [\"192.0.2.53:dns\"]\n",
        "pbx: [\"sip:pbx.example\"]\nname-servers: [\"192.0.2.53:0\"]\n",
        "pbx: [\"sip:pbx.example\"]\nname-servers: []\n",
        "pbx: [\"sip:pbx.example\"]\nname-servers: ["
            + (1...9).map { "192.0.2.\($0)" }.joined(separator: ", ") + "]\n",
    ])
    func whatCannotBeServedIsAProblem(_ text: String) {
        let problems = Self.read(text).problems
        #expect(problems.count == 1, "\(problems)")
        #expect(problems.first?.line != 0)
    }

    @Test func aPBXMayBeLookedUp() {
        let reading = Self.read("pbx: [{uri: \"sip:pbx.example.com\", profile: asterisk}, \"sips:[2001:db8::1]\"]\n")
        #expect(reading.problems.isEmpty)
        #expect(reading.configuration.pbx.map(\.text) == ["sip:pbx.example.com", "sips:[2001:db8::1]"])
        #expect(reading.configuration.pbx.map(\.profile) == [.asterisk, .generic])
        // The DNS may name any transport, so the PBX can connect to us.
        #expect(reading.configuration.pbxStreams.map(\.transport) == [.tcp])
    }

    @Test func nameServersAreThoseOfTheSystemUnlessSaid() {
        #expect(Self.read("pbx: [\"sip:pbx.example\"]\n").configuration.nameServers == nil)
        let reading = Self.read("pbx: [\"sip:pbx.example\"]\nname-servers: [192.0.2.53, \"[2001:db8::53]:5353\"]\n")
        #expect(reading.problems.isEmpty)
        #expect(reading.configuration.nameServers == ["192.0.2.53:53", "[2001:db8::53]:5353"])
    }

    @Test func aPBXByTCPCanConnectWhereUDPIsListenedOn() {
        let configuration = Self.read("pbx: [\"tcp://192.0.2.10\"]\npbx-listen: \"udp://192.0.2.1:5062\"\n")
            .configuration
        #expect(configuration.pbxStreams.map(\.text) == ["tcp://192.0.2.1:5062"])
        #expect(configuration.pbxSockets.map(\.text) == ["udp://192.0.2.1:5062"])
    }

    @Test func bothFamiliesMayBeListenedOn() {
        let reading = Self.read(
            "pbx: [\"udp://192.0.2.10\"]\nlisten: [\"udp://0.0.0.0:5060\", \"udp://[::]:5060\"]\n"
        )
        #expect(reading.problems.isEmpty)
        #expect(reading.configuration.phoneSockets.count == 2)
    }
}
