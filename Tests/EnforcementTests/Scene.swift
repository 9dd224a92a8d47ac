import AccessPolicy
import Enforcement
import Foundation
import NIOCore
import PolicyFile
import Synchronization

/// The stage of these tests: a PBX, a phone for each user of the policy, and a pipeline between them with fixed keys.
enum Scene {
    static let pbx = Endpoint(ipv4: 0x7F00_0001, port: 5070)
    static let now = Moment(unixSeconds: 1_000_000)
    static let phoneSide = OwnAddress(host: "192.0.2.1", port: 5060)
    static let pbxSide = OwnAddress(host: "192.0.2.1", port: 5062)

    /// Each user's phone, by the user part that it registered under. `stranger`, `server` (a listed peer) and `beside` (another port of the
    /// PBX's machine) have registered nothing.
    static let phones: [String: Endpoint] = [
        "full": phone(11), "status": phone(12), "refused": phone(13), "alice": phone(14), "bob": phone(15),
        "watcher": phone(16), "eve": phone(17), "106": phone(18), "stranger": phone(99),
        "server": Endpoint(ipv4: 0xC633_6401, port: 5060), "beside": Endpoint(ipv4: 0x7F00_0001, port: 40_000),
    ]

    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let fixtures = root.appending(path: "fixtures")

    static func phone(_ number: UInt32) -> Endpoint { Endpoint(ipv4: 0xC000_0200 | number, port: 5060) }

    static func address(_ user: String) -> AddressOfRecord {
        AddressOfRecord(user: Array(user.utf8), host: Array((user == "eve" ? "other.example" : "example.com").utf8))
    }

    /// Every phone of a user is registered.
    static let bindings = DictionaryBindings(
        phones.filter { !["stranger", "server", "beside"].contains($0.key) }.map { (address($0.key), $0.value) }
    )

    /// The policies that have been read.
    private static let policies = Mutex<[String: PolicySnapshot]>([:])

    /// The policy of the message fixtures.
    static func policy(_ file: String = "policy.yaml") throws -> PolicySnapshot {
        if let policy = policies.withLock({ $0[file] }) { return policy }
        let policy = try PolicyFile.load(path: fixtures.appending(path: "messages/\(file)").path, revision: 1)
        policies.withLock { $0[file] = policy }
        return policy
    }

    /// A policy written in the test.
    static func policy(yaml text: String) throws -> PolicySnapshot {
        try PolicyCompiler.compile(PolicyFile.parse(text, file: "test.yaml"), revision: 1)
    }

    static func pipeline(
        _ snapshot: PolicySnapshot? = nil,
        bindings: DictionaryBindings = bindings,
        keys: TokenKeys = TestKeys.first,
        passPackages: [String] = [],
        pbxes: [Endpoint] = [pbx],
        profile: TargetProfile = .generic
    ) throws -> Pipeline<DictionaryBindings> {
        let codes =
            (FeatureCodePresets.codes(of: "fusionpbx") ?? [])
            + [FeatureCodes.Code(dial: "555", action: .listen)].compactMap { $0 }
        let settings = Settings(
            addresses: OwnAddresses(phone: phoneSide, pbx: pbxSide),
            keys: keys,
            featureCodes: FeatureCodes(codes),
            passPackages: passPackages.map { Array($0.utf8) }
        )
        return Pipeline(
            settings: settings,
            pbx: PBXGroup(pbxes.map { PBX($0, profile: profile) }),
            bindings: bindings,
            snapshot: try snapshot ?? policy()
        )
    }

    static func from(_ user: String) -> Flow {
        Flow(socket: .phone, remote: phones[user] ?? phone(98))
    }

    static let fromPBX = Flow(socket: .pbx, remote: pbx)
}

extension Pipeline where Bindings == DictionaryBindings {
    /// A phone's message, judged.
    func phone(_ user: String, _ message: SIPText) -> Outcome {
        process(message.buffer, on: Scene.from(user), at: Scene.now)
    }

    /// A message of the PBX, judged.
    func pbx(_ message: SIPText) -> Outcome {
        process(message.buffer, on: Scene.fromPBX, at: Scene.now)
    }

    /// A message of the PBX in a dialog that we made for the watcher, judged.
    func pbx(_ message: SIPText, knownFor watcher: String) -> Outcome {
        process(
            introduce(message.buffer, as: Scene.address(watcher), on: Scene.fromPBX),
            on: Scene.fromPBX,
            at: Scene.now
        )
    }
}
