import AccessPolicy
import AuditTrail
import Enforcement
import Foundation
import Logging
import PolicyFile
import Proxy
import TestFolder
import Testing

@testable import earshot

@Suite struct PolicyRecordTests {
    private let folder = TestFolder()
    private var path: String { folder.path("record") }

    private func policy(_ listening: String, revision: UInt64) throws -> PolicySnapshot {
        let text = "organization: Example Ltd\ndomains: [example.com]\nlistening: \(listening)\n"
        return try PolicyCompiler.compile(try PolicyFile.parse(text, file: "policy.yaml"), revision: revision)
    }

    /// What is put on record of policies that come one after the other.
    private func events(_ switches: String...) async throws -> [[String]] {
        let keys = try #require(TokenKeys(current: 1, secrets: [1: [UInt8](repeating: 7, count: 32)]))
        let audit = try AuditLog(
            path: path,
            keys: keys,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let record = PolicyRecord(audit)
        let events = try switches.enumerated().map { number, listening in
            let policy = try policy(listening, revision: UInt64(number + 1))
            return record.events(policy, file: "policy", cause: "start").map {
                "\($0.action.rawValue) \($0.verdict.rawValue)\($0.organization.isEmpty ? "" : " of \($0.organization)")"
            }
        }
        await audit.close()
        return events
    }

    @Test func everyPolicyIsOnRecord() async throws {
        #expect(try await events("enabled", "enabled") == [["policy loaded"], ["policy loaded"]])
    }

    @Test func aSwitchIsOnRecordWhenItIsTurned() async throws {
        let expected = [
            ["policy loaded"], ["policy loaded", "listening disabled of Example Ltd"], ["policy loaded"],
            ["policy loaded", "listening enabled of Example Ltd"],
        ]
        #expect(try await events("enabled", "disabled", "disabled", "enabled") == expected)
    }

    @Test func aModeIsOnRecordWhenItIsChanged() async throws {
        let expected = [
            ["policy loaded", "mode shadow of Example Ltd"], ["policy loaded", "mode enforce of Example Ltd"],
        ]
        #expect(try await events("enabled\nmode: shadow", "enabled") == expected)
    }

    @Test func aStartWithListeningOffSaysSo() async throws {
        #expect(try await events("disabled") == [["policy loaded", "listening disabled of Example Ltd"]])
    }
}
