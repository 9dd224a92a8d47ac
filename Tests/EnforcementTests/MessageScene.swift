import AccessPolicy
import Enforcement
import Foundation
import NIOCore
import Testing

extension MessageCase {
    /// The datagram, with what it takes from the message that it follows put in.
    func input(_ bytes: [UInt8]) throws -> ByteBuffer {
        guard let follows else { return ByteBuffer(bytes: bytes) }
        let folder = follows.contains("/") ? "hostile/\(follows).out.sip" : "messages/\(follows)/out.sip"
        let sent = SIPText(
            ByteBuffer(bytes: [UInt8](try Data(contentsOf: Scene.fixtures.appending(path: folder))))
        )
        let vias = sent.values("Via").map { "Via: \($0)" }.joined(separator: "\r\n")
        let routed = (sent.values("Record-Route") + sent.values("Path")).first { $0.contains("@") } ?? "<sip:none@"
        let token = routed.dropFirst("<sip:".count).prefix { $0 != "@" }
        let text = String(decoding: bytes, as: UTF8.self)
            .replacingOccurrences(of: "@via@", with: vias).replacingOccurrences(of: "@token@", with: token)
            .replacingOccurrences(of: "@to@", with: sent.values("To").first ?? "")
        return ByteBuffer(string: text)
    }

    /// What comes of the message.
    func outcome(_ bytes: [UInt8]) throws -> Outcome {
        let pipeline = try pipeline()
        let remote = from == "pbx" ? Scene.pbx : try #require(Scene.phones[watcher])
        let flow = Flow(socket: socket == "pbx" ? .pbx : .phone, remote: remote)
        var message = try input(bytes)
        if known { message = pipeline.introduce(message, as: Scene.address(watcher), on: flow) }
        return pipeline.process(message, on: flow, at: Moment(unixSeconds: Scene.now.unixSeconds + after))
    }

    private func pipeline() throws -> Pipeline<DictionaryBindings> {
        let made = try Scene.pipeline(
            Scene.policy(policy),
            keys: #require(
                ["first": TestKeys.first, "rotated": TestKeys.rotated, "second": TestKeys.second][keys]
            ),
            profile: #require(TargetProfile(rawValue: profile))
        )
        var settings = made.settings
        settings.identity = try identity.map { try #require(IdentityMethod(rawValue: $0)) }
        settings.listeningRequires = try listeningRequires.map { try #require(ListeningProof(rawValue: $0)) }
        settings.requestLists = try #require(RequestLists(rawValue: requestLists))
        settings.listeningDTMF = try #require(ListeningDTMF(rawValue: listeningDTMF))
        if let table = try featureCodes() { settings.featureCodes = table }
        settings.peers = [PeerAddress(try #require(Scene.phones["server"]))]
        if settings.identity.contains(.digest) || settings.listeningRequires == .digest {
            let entries = ["full", "alice"].map {
                DigestSecrets.Entry(user: $0, realm: "example.com", algorithm: .sha256, password: "pw")
            }
            settings.digest = DigestSettings(realm: nil, secrets: DigestSecrets(entries))
        }
        return Pipeline(settings: settings, pbx: made.pbx, bindings: try boundPhones(), snapshot: made.snapshot)
    }

    private func featureCodes() throws -> FeatureCodes? {
        guard preset != nil || codes != nil else { return nil }
        let ofPreset = try preset.map { try #require(FeatureCodePresets.codes(of: $0)) } ?? []
        let listed = try (codes ?? []).map { code in
            let action = try #require(FeatureCodes.Action(rawValue: code.action))
            return try #require(FeatureCodes.Code(dial: code.dial, action: action, hops: code.hops ?? false))
        }
        return FeatureCodes(ofPreset + listed, overlap: try #require(FeatureCodes.Overlap(rawValue: overlap)))
    }

    private func boundPhones() throws -> DictionaryBindings {
        let changed = try (bindings.map(\.phone) + unbound).map { try #require(Scene.phones[$0]) }
        var bound = Scene.bindings
        bound.bindings.removeAll { changed.contains($0.endpoint) }
        for binding in bindings {
            bound.bindings.append(
                DictionaryBindings.Binding(
                    address: Scene.address(binding.user),
                    endpoint: try #require(Scene.phones[binding.phone]),
                    until: Moment(unixSeconds: binding.seconds.map { Scene.now.unixSeconds + $0 } ?? .max)
                )
            )
        }
        return bound
    }
}
