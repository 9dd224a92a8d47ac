import AccessPolicy
import Foundation
import Testing

@testable import earshot

@Suite struct RemotePolicyConfigurationTests {
    private static let key = Data(repeating: 7, count: 32).base64EncodedString()

    private func read(_ lines: String) -> ConfigurationReading {
        ConfigurationReaderTests.read(ConfigurationReaderTests.pbx + lines)
    }

    @Test func anAddressWithAKeyIsAPolicyFromAServer() throws {
        let reading = read(
            "policy: https://policy.example/site.yaml\npolicy-key: \(Self.key)\npolicy-poll-seconds: 5\n"
        )
        #expect((reading.problems + reading.warnings).map(\.text) == [])
        let place = try #require(reading.configuration.remotePolicy)
        #expect(place.url.absoluteString == "https://policy.example/site.yaml")
        #expect(place.keys == [Data(repeating: 7, count: 32)])
        #expect(place.copyPath == "/etc/earshot/policy-copy.json")
        #expect(reading.configuration.policyPollSeconds == 5)
        #expect(!reading.configuration.isPolicyInStore)
        #expect(reading.configuration.policyName == "https://policy.example/site.yaml")
    }

    @Test func withoutAKeyItIsAMistake() {
        let problems = read("policy: https://policy.example/site.yaml\n").problems.map(\.text)
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("a policy from a server must be signed") == true)
    }

    @Test func unsignedIsTakenWithAWarning() {
        let reading = read("policy: https://policy.example/site.yaml\npolicy-key: unsigned\n")
        #expect(reading.problems.isEmpty)
        #expect(reading.warnings.count == 1)
        #expect(reading.configuration.remotePolicy?.keys == [])
    }

    @Test func unsignedBesideAKeyIsAMistake() {
        #expect(read("policy: https://policy.example/a\npolicy-key: [unsigned, \(Self.key)]\n").problems.count == 1)
    }

    @Test(arguments: ["http://127.0.0.1:8000/a", "http://localhost/a", "http://[::1]:8000/a"])
    func thisMachineNeedsNoTLS(_ url: String) {
        #expect(read("policy: \"\(url)\"\npolicy-key: \(Self.key)\n").problems.isEmpty)
    }

    @Test(arguments: [
        "http://policy.example/a", "http://127.0.0.1.example/a", "ftp://policy.example/a", "https://",
        "file:///etc/policy.yaml",
        "https://user:secret@policy.example/a", "https://policy.example/a?b", "https://policy.example/a#b",
    ])
    func otherAddressesAreMistakes(_ url: String) {
        let problems = read("policy: \"\(url)\"\npolicy-key: \(Self.key)\n").problems
        #expect(!problems.isEmpty)
        #expect(!problems.contains { $0.text.contains("secret") })
    }

    @Test(arguments: ["abc", "AAAA", "dW5zaWduZWQ="])
    func aKeyHas32Bytes(_ key: String) {
        #expect(read("policy: https://policy.example/a\npolicy-key: \(key)\n").problems.contains { $0.line == 3 })
    }

    @Test func theKeysForAServerDoNothingWithAFile() {
        let reading = read("policy-key: \(Self.key)\npolicy-poll-seconds: 5\npolicy-copy: x\n")
        #expect(reading.problems.isEmpty)
        #expect(reading.warnings.count == 3)
    }

    @Test(arguments: ["0", "86401", "soon"])
    func pollsComeInReason(_ seconds: String) {
        #expect(
            !read("policy: https://policy.example/a\npolicy-key: \(Self.key)\npolicy-poll-seconds: \(seconds)\n")
                .problems.isEmpty
        )
    }
}
