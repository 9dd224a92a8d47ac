import AccessPolicy
import Enforcement
import PolicyStore
import Proxy
import Testing

@testable import earshot

@Suite struct ConfigurationReaderTests {
    static func read(_ text: String) -> ConfigurationReading {
        ConfigurationReader.read(text: text, path: "/etc/earshot/earshot.yaml")
    }

    static let pbx = "pbx: [\"udp://192.0.2.10:5060\"]\n"

    @Test func everyKeyButPbxHasADefault() {
        let reading = Self.read(Self.pbx)
        #expect(reading.problems.isEmpty)
        #expect(reading.warnings.isEmpty)
        let configuration = reading.configuration
        #expect(configuration.listen == [.init(transport: .udp, host: "0.0.0.0", port: 5060)])
        #expect(configuration.pbx == [.init(place: .address(.init(transport: .udp, host: "192.0.2.10", port: 5060)))])
        #expect(configuration.pbxListen == [.init(transport: .udp, host: "127.0.0.1", port: 5062)])
        #expect(configuration.policyPath == "/etc/earshot/policy.yaml")
        #expect(configuration.secretPath == "/etc/earshot/earshot.key")
        #expect(configuration.auditPath == "/etc/earshot/audit.jsonl")
        #expect(configuration.store == .sqlite(path: "/etc/earshot/earshot.db"))
        #expect(configuration.admin == ("127.0.0.1", 8080))
        #expect(configuration.featureCodes.isEmpty)
        #expect(configuration.requestLists == .judge)
        #expect(configuration.listeningDTMF == .pass)
    }

    @Test(arguments: ListeningDTMF.allCases)
    func whatIsDoneAboutKeysOfListenersCanBeSaid(_ keys: ListeningDTMF) {
        let reading = Self.read(Self.pbx + "listening-dtmf: \(keys.rawValue)\n")
        #expect(reading.problems.isEmpty)
        #expect(reading.configuration.listeningDTMF == keys)
    }

    @Test func anythingElseAboutKeysOfListenersIsAProblemWithItsLine() {
        let problems = Self.read(Self.pbx + "listening-dtmf: \"off\"\n").problems
        #expect(problems.map(\.line) == [2])
        #expect(problems.map(\.text) == ["`listening-dtmf` cannot be `off`; write `pass` or `block`"])
    }

    @Test(arguments: RequestLists.allCases)
    func whatIsDoneAboutListsCanBeSaid(_ lists: RequestLists) {
        let reading = Self.read(Self.pbx + "request-lists: \(lists.rawValue)\n")
        #expect(reading.problems.isEmpty)
        #expect(reading.configuration.requestLists == lists)
    }

    @Test func anythingElseAboutListsIsAProblemWithItsLine() {
        let problems = Self.read(Self.pbx + "request-lists: pass\n").problems
        #expect(problems.map(\.line) == [2])
        #expect(problems.map(\.text) == ["`request-lists` cannot be `pass`; write `refuse` or `judge`"])
    }

    @Test func pbxCannotBeLeftOut() {
        #expect(
            Self.read("admin: \"http://127.0.0.1:8080\"").problems.map(\.text) == [
                "`pbx` is missing; say where the PBX is, as in `pbx: [\"udp://127.0.0.1:5070\"]`"
            ]
        )
    }

    @Test func anUnknownKeyIsAProblemWithItsLine() {
        let problems = Self.read(Self.pbx + "audti: x\n").problems
        #expect(problems.map(\.line) == [2])
        #expect(problems.first?.text.contains("`audti`") == true)
    }

    @Test func everyProblemIsReportedAtOnce() {
        let problems = Self.read(
            """
            pbx: ["udp://192.0.2.10:99999"]
            admin: ftp://x
            advertise: "sip:"
            identity: [telepathy]
            feature-codes: {preset: nopbx, codes: [{dial: "{extension}", action: listen}, {dial: "5", action: eat}]}
            """
        ).problems
        #expect(problems.map(\.line).sorted() == [1, 2, 3, 4, 5, 5, 5])
    }

    @Test func whatIsNotServedYetIsAWarningNotSilence() {
        let reading = Self.read(
            Self.pbx + "identity: [registration, tls]\n" + "peers: [192.0.2.9]\n"
        )
        #expect(reading.problems.isEmpty)
        #expect(reading.warnings.map(\.line).sorted() == [2, 3])
    }

    @Test func streamsComeBesideUDP() {
        let reading = Self.read(
            Self.pbx + "listen: [\"udp://0.0.0.0:5060\", \"tcp://0.0.0.0:5060\", \"tls://0.0.0.0:5061\"]\n"
                + "tls: {certificate: cert.pem, key: /etc/key.pem}\n"
        )
        #expect(reading.problems.isEmpty)
        #expect(reading.warnings.isEmpty)
        #expect(reading.configuration.streams.map(\.port) == [5060, 5061])
        #expect(reading.configuration.tls?.certificate == "/etc/earshot/cert.pem")
        #expect(reading.configuration.tls?.key == "/etc/key.pem")
    }

    @Test func tlsNeedsACertificate() {
        let listen = "listen: [\"udp://0.0.0.0:5060\", \"tls://0.0.0.0:5061\"]\n"
        #expect(Self.read(Self.pbx + listen).problems.count == 1)
        #expect(Self.read(Self.pbx + listen + "tls: {certificate: x}\n").problems.map(\.line) == [3, 0])
    }

    @Test(arguments: [("sqlite:kept.db", "/etc/earshot/kept.db"), ("sqlite:/var/lib/kept.db", "/var/lib/kept.db")])
    func aStoreIsAFile(_ store: String, _ path: String) {
        let reading = Self.read(Self.pbx + "store: \"\(store)\"\n")
        #expect(reading.problems.isEmpty)
        #expect(reading.warnings.isEmpty)
        #expect(reading.configuration.store == .sqlite(path: path))
    }

    @Test(arguments: [
        ("", false), ("policy: p.yaml\n", false), ("store: sqlite:e.db\n", true),
        ("policy: p.yaml\nstore: sqlite:e.db\n", false),
    ])
    func thePolicyIsInTheStoreWhereNoFileIsNamed(_ text: String, _ isStored: Bool) {
        #expect(Self.read(Self.pbx + text).configuration.isPolicyInStore == isStored)
    }

    @Test(arguments: ["postgres://earshot:secret@db.example/earshot", "postgresql://earshot:secret@db.example/earshot"])
    func aStoreMayBeAPostgreSQL(_ store: String) {
        let reading = Self.read(Self.pbx + "store: \"\(store)\"\n")
        #expect(reading.problems.isEmpty)
        #expect(reading.configuration.store == .postgres(url: store))
        #expect(reading.configuration.store.name.hasSuffix("://db.example/earshot"))
    }

    @Test func aNodeIsCalledAsItIsSaidOrByItsAddress() {
        let named = ConfigurationReader.read(text: "pbx: udp://192.0.2.1:5070\nnode: left", path: "/etc/earshot.yaml")
        #expect(named.configuration.nodeName == "left")
        let other = ConfigurationReader.read(text: "pbx: udp://192.0.2.1:5070", path: "/etc/earshot.yaml")
        #expect(other.configuration.nodeName.hasSuffix("/0.0.0.0:5060"))
        #expect(other.configuration.nodeName.first != "/")
    }

    @Test(arguments: ["earshot.db", "sqlite:", "mysql:earshot", "postgres:earshot"])
    func whatIsNoStoreIsSaid(_ store: String) {
        #expect(Self.read(Self.pbx + "store: \"\(store)\"\n").problems.map(\.line) == [2])
    }

    @Test func aWayToIdentifyMustBeListed() {
        #expect(Self.read(Self.pbx + "identity: [tls]\n").problems.count == 1)
    }

    @Test func udpMustBeAmongTheListeners() {
        #expect(Self.read(Self.pbx + "listen: [\"tcp://0.0.0.0:5060\"]\n").problems.count == 1)
    }

    @Test func presetAndOwnCodesAddUp() {
        let reading = Self.read(
            Self.pbx + "feature-codes:\n  preset: fusionpbx\n  codes:\n    - {dial: \"555\", action: listen}\n"
        )
        #expect(reading.problems.isEmpty)
        #expect(reading.configuration.featureCodes.map(\.dial) == ["*33{extension}", "*34{extension}", "555"])
    }

    @Test func absolutePathsStay() {
        #expect(Self.read(Self.pbx + "policy: /srv/policy.yaml\n").configuration.policyPath == "/srv/policy.yaml")
    }

    @Test func whatIsNotYAMLSaysWhere() {
        let problems = Self.read("pbx: [\nx: {").problems
        #expect(problems.contains { $0.line > 0 })
    }
}
