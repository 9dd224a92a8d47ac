import AccessPolicy
import Crypto
import Foundation
import Logging
import PolicyFile
import PolicyStore
import TestFolder
import Testing

@testable import earshot

/// A policy that is fetched from a server, with what goes wrong on the way.
@Suite(.serialized) struct RemotePolicyTests {
    private let folder = TestFolder()
    private var copy: String { folder.path("copy.json") }
    private let server: PolicyServer

    init() async throws { server = try await PolicyServer() }

    private func policy(_ status: String) -> String {
        """
        organization: Example Ltd
        users: {alice: {extensions: ["101"]}, bob: {}}
        extensions: {"101": {status: \(status)}}

        """
    }

    private func source(keys: [Data]? = nil, keeps: Bool = true) -> RemotePolicySource {
        let keys = keys ?? [server.key.publicKey.rawRepresentation]
        return RemotePolicySource(.init(url: server.url, keys: keys, copyPath: copy), keeps: keeps)
    }

    /// What bob sees of 101 under a policy.
    private func seen(_ loaded: LoadedPolicy) -> Disclosure? {
        loaded.snapshot.explain(watcher: "bob", target: "101")?.disclosure
    }

    private func load(_ source: RemotePolicySource) throws -> LoadedPolicy {
        try source.load(StandingConsents(), revision: 1)
    }

    /// Why a source has no policy.
    private func refusal(_ source: RemotePolicySource) -> String? {
        do {
            _ = try load(source)
            return nil
        } catch { return (error as? PolicyLoadError)?.reason.problems.first?.text }
    }

    /// Calls block, which no thread of the tasks is for.
    private func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { done in
            DispatchQueue.global().async { done.resume(with: Result { try work() }) }
        }
    }

    private func end() async throws {
        try? await server.close()
    }

    @Test func aSignedPolicyIsTakenAndAskedForByItsTag() async throws {
        try server.put(policy("everyone"), serial: 7)
        try await blocking { [self] () throws -> Void in
            let source = source()
            let loaded = try load(source)
            #expect(seen(loaded) == .full)
            #expect(loaded.origin == "serial 7 of \(server.url.absoluteString)")
            #expect(server.answers() == ["/policy.yaml 200", "/policy.yaml.sig 200"])
            #expect(try source.stamp() == loaded.stamp)
            #expect(server.answers() == ["/policy.yaml 304"])
        }
        try await end()
    }

    @Test func anotherPolicyHasAnotherStampAndIsTaken() async throws {
        try server.put(policy("everyone"), serial: 7)
        try await blocking { [self] () throws -> Void in
            let source = source()
            let first = try load(source)
            try server.put(policy("nobody"), serial: 8)
            #expect(try source.stamp() != first.stamp)
            #expect(seen(try load(source)) == Disclosure.none)
        }
        try await end()
    }

    @Test func whatAnotherKeyHasSignedIsRefused() async throws {
        try server.put(policy("everyone"), serial: 7, by: Curve25519.Signing.PrivateKey())
        try await blocking { [self] () throws -> Void in
            #expect(refusal(source())?.hasPrefix("the signature is not of this policy") == true)
        }
        try await end()
    }

    @Test func withoutASignatureThereIsNoPolicyUnlessNoneIsAskedFor() async throws {
        server.put(Shelf.Page(body: Data(policy("everyone").utf8)), at: "/policy.yaml")
        try await blocking { [self] () throws -> Void in
            #expect(refusal(source())?.contains("policy.yaml.sig` answers 404") == true)
            #expect(seen(try load(source(keys: []))) == .full)
        }
        try await end()
    }

    @Test func nothingOlderIsTakenNorAfterARestart() async throws {
        try server.put(policy("nobody"), serial: 8)
        try await blocking { [self] () throws -> Void in
            let first = source()
            #expect(seen(try load(first)) == Disclosure.none)
            try server.put(policy("everyone"), serial: 7)
            _ = try first.stamp()
            #expect(refusal(first)?.hasPrefix("serial 7 is older than 8") == true)
            // A start has the copy, and says why.
            let again = try load(source())
            #expect(seen(again) == Disclosure.none)
            #expect(again.origin?.contains("serial 7 is older than 8") == true)
        }
        try await end()
    }

    @Test func anotherPolicyUnderTheSameSerialIsRefused() async throws {
        try server.put(policy("nobody"), serial: 8)
        try await blocking { [self] () throws -> Void in
            let source = source()
            _ = try load(source)
            try server.put(policy("everyone"), serial: 8)
            _ = try source.stamp()
            #expect(refusal(source)?.hasPrefix("serial 8 is that of another policy") == true)
        }
        try await end()
    }

    @Test func betweenTwoUploadsTheOldOneStaysAndTheNextPollTakesTheNewOne() async throws {
        try server.put(policy("nobody"), serial: 8)
        let signature = try PolicySignature(of: Data(policy("everyone").utf8), serial: 9, by: server.key)
        try await blocking { [self] () throws -> Void in
            let source = source()
            let old = try load(source)
            server.put(Shelf.Page(body: Data(policy("everyone").utf8), tag: "\"9\""), at: "/policy.yaml")
            let between = try source.stamp()
            #expect(between != old.stamp)
            #expect(refusal(source)?.hasPrefix("the signature is not of this policy") == true)
            server.put(Shelf.Page(body: Data(signature.text.utf8)), at: "/policy.yaml.sig")
            #expect(try source.stamp() != between)
            #expect(seen(try load(source)) == .full)
        }
        try await end()
    }

    @Test func aPolicyThatDoesNotHoldIsRefusedWithItsLine() async throws {
        try server.put("organization: Example Ltd\nnonsense: 1\n", serial: 8)
        try await blocking { [self] () throws -> Void in
            #expect(refusal(source())?.hasPrefix("unknown key `nonsense`") == true)
        }
        try await end()
    }

    @Test func whileTheServerIsAwayAStartHasTheCopy() async throws {
        try server.put(policy("nobody"), serial: 8)
        try await blocking { [self] () throws -> Void in _ = try load(source()) }
        try await server.close()
        try await blocking { [self] () throws -> Void in
            let source = source()
            let loaded = try load(source)
            #expect(seen(loaded) == Disclosure.none)
            #expect(loaded.origin?.hasPrefix("the copy of serial 8") == true)
            #expect(throws: StoreError.self) { try source.stamp() }
        }
        try await end()
    }

    @Test func aCopyThatSomebodyHasChangedIsNone() async throws {
        try server.put(policy("nobody"), serial: 8)
        try await blocking { [self] () throws -> Void in _ = try load(source()) }
        try await server.close()
        let text = try String(contentsOfFile: copy, encoding: .utf8).replacing("nobody", with: "everyone")
        try text.write(toFile: copy, atomically: true, encoding: .utf8)
        try await blocking { [self] () throws -> Void in
            #expect(refusal(source())?.contains("does not answer") == true)
        }
        try await end()
    }

    @Test func theCopyIsOursAloneAndCommandsKeepNone() async throws {
        try server.put(policy("nobody"), serial: 8)
        try await blocking { [self] () throws -> Void in
            #expect(try source(keeps: false).model().organizations.count == 1)
            #expect(!FileManager.default.fileExists(atPath: copy))
            _ = try load(source())
            let mode = try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? NSNumber
            #expect(mode?.intValue == 0o600)
        }
        try await end()
    }

    @Test func redirectsWithinTheServerAreFollowedAndOthersNot() async throws {
        server.put(Shelf.Page(location: "/elsewhere"), at: "/policy.yaml")
        server.put(Shelf.Page(body: Data("x".utf8)), at: "/elsewhere")
        server.put(Shelf.Page(location: "http://localhost:1/policy.yaml"), at: "/away")
        server.put(Shelf.Page(location: "/loop"), at: "/loop")
        try await blocking { [self] () throws -> Void in
            #expect(try PolicyDownload.get(server.url, bytesMax: 9) == .document(Data("x".utf8), tag: nil))
            let away = server.at("/away")
            let text = "`\(away.absoluteString)` leads to another server; name that one under `policy`"
            #expect(throws: PolicyDownload.Failure(text: text)) { try PolicyDownload.get(away, bytesMax: 9) }
            #expect(throws: PolicyDownload.Failure.self) { try PolicyDownload.get(server.at("/loop"), bytesMax: 9) }
            #expect(server.answers().filter { $0.hasPrefix("/loop") }.count < 9)
        }
        try await end()
    }

    @Test func whatIsTooLargeIsNotRead() async throws {
        server.put(Shelf.Page(body: Data(repeating: 0x41, count: 100_000)), at: "/policy.yaml")
        try await blocking { [self] () throws -> Void in
            let text = "what `\(server.url.absoluteString)` has is larger than 1000 bytes"
            #expect(throws: PolicyDownload.Failure(text: text)) { try PolicyDownload.get(server.url, bytesMax: 1_000) }
        }
        try await end()
    }

    private func reloader(
        _ source: RemotePolicySource,
        _ policy: LoadedPolicy,
        _ publisher: SnapshotPublisher
    ) -> PolicyReloader {
        PolicyReloader(
            source: source,
            policy: policy,
            consents: StandingConsents(),
            publisher: publisher,
            certificates: nil,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    @Test func whoAsksIsAnsweredByWhatTheServerHasNow() async throws {
        try server.put(policy("nobody"), serial: 8)
        try await blocking { [self] () throws -> Void in
            let source = source()
            let first = try load(source)
            let reloader = reloader(source, first, SnapshotPublisher(first.snapshot))
            try server.put("nonsense: 1", serial: 9)
            reloader.poll()
            reloader.poll()
            #expect(reloader.state.contains("what came after it has"))
            try server.put(policy("everyone"), serial: 10)
            reloader.poll(isAsked: true)
            #expect(reloader.state == "revision 2 in force, which is serial 10 of \(server.url.absoluteString)")
        }
        try await end()
    }

    @Test func aCopyIsCalledOneOnlyUntilTheServerAnswers() async throws {
        try server.put(policy("nobody"), serial: 8)
        try await blocking { [self] () throws -> Void in
            _ = try load(source())
            server.isAway(true)
            let source = source()
            let kept = try load(source)
            let reloader = reloader(source, kept, SnapshotPublisher(kept.snapshot))
            #expect(reloader.state.contains("which is the copy of serial 8"))
            reloader.poll()
            #expect(reloader.state.contains("which is the copy of serial 8"))
            server.isAway(false)
            reloader.poll()
            #expect(reloader.state == "revision 2 in force, which is serial 8 of \(server.url.absoluteString)")
        }
        try await end()
    }

    /// The reloader over a server: what is bad is reported and what was in force stays.
    @Test func theReloaderKeepsWhatWasInForce() async throws {
        try server.put(policy("nobody"), serial: 8)
        try await blocking { [self] () throws -> Void in
            let source = source()
            let first = try load(source)
            let publisher = SnapshotPublisher(first.snapshot)
            let reloader = reloader(source, first, publisher)
            try server.put(policy("everyone"), serial: 9, by: Curve25519.Signing.PrivateKey())
            reloader.poll()
            #expect(publisher.version == 1)
            #expect(reloader.state.contains("what came after it has 1 problems"))
            try server.put(policy("everyone"), serial: 9)
            reloader.poll()
            #expect(publisher.version == 2)
            #expect(reloader.state == "revision 2 in force, which is serial 9 of \(server.url.absoluteString)")
        }
        try await end()
    }
}
