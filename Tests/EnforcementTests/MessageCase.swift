import AccessPolicy
import Enforcement
import Foundation
import NIOCore

/// What is expected of one whole message, and the scene that it comes into.
struct MessageCase: Decodable {
    /// Somebody registered over a phone's flow, in place of whom the scene has there.
    struct Binding: Decodable {
        let user: String
        let phone: String
        /// How long after the scene's moment it holds; for ever when absent.
        let seconds: Int64?
    }

    /// A feature code, as an operator lists it.
    struct Code: Decodable {
        let dial: String
        let action: String
        let hops: Bool?
    }

    let note: String
    /// `phone` or `pbx`: the socket that it came in on.
    let socket: String
    /// `phone` or `pbx`: who sent it.
    let from: String
    /// Whose phone sends, or receives.
    let watcher: String
    let known: Bool
    let policy: String
    let follows: String?
    let verdict: String
    let code: Int?
    let question: String
    let disclosure: String
    let rule: String
    let actions: [String]
    /// How the PBX reads the resource.
    let profile: String
    /// Bindings in place of the scene's.
    let bindings: [Binding]
    /// Phones over which nobody is registered.
    let unbound: [String]
    /// Seconds since the scene's moment.
    let after: Int64
    /// `first`, with which all tokens are made; `rotated`, which still knows it; `second`, which does not.
    let keys: String
    let identity: [String]
    let listeningRequires: String?
    /// `judge` or `refuse`.
    let requestLists: String
    /// `pass` or `block`.
    let listeningDTMF: String
    /// The codes of the PBX: a preset's, or those that are listed; the scene's when neither is said.
    let preset: String?
    let codes: [Code]?
    /// What is made of the beginning of a code.
    let overlap: String
    /// What stands in the message and may stand in nothing that is sent on.
    let lacks: [String]
    /// The counters that it moves; every vector `TNN-…` has them.
    let counters: [String]?

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case note, socket, from, known, policy, follows, verdict, code, question, disclosure, rule, actions
        case profile, bindings, unbound, after, keys, identity, preset, codes, overlap, lacks, counters
        case listeningRequires = "listening-requires"
        case requestLists = "request-lists"
        case listeningDTMF = "listening-dtmf"
        case watcher = "as"
    }

    private struct AnyKey: CodingKey {
        let stringValue: String
        let intValue: Int? = nil
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let known = Set(CodingKeys.allCases.map(\.rawValue))
        for key in try decoder.container(keyedBy: AnyKey.self).allKeys where !known.contains(key.stringValue) {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "unknown key `\(key.stringValue)`")
            )
        }
        let values = try decoder.container(keyedBy: CodingKeys.self)
        note = try values.decode(String.self, forKey: .note)
        from = try values.decode(String.self, forKey: .from)
        socket = try values.decodeIfPresent(String.self, forKey: .socket) ?? from
        watcher = try values.decode(String.self, forKey: .watcher)
        self.known = try values.decodeIfPresent(Bool.self, forKey: .known) ?? false
        policy = try values.decodeIfPresent(String.self, forKey: .policy) ?? "policy.yaml"
        follows = try values.decodeIfPresent(String.self, forKey: .follows)
        verdict = try values.decode(String.self, forKey: .verdict)
        code = try values.decodeIfPresent(Int.self, forKey: .code)
        question = try values.decode(String.self, forKey: .question)
        disclosure = try values.decode(String.self, forKey: .disclosure)
        rule = try values.decode(String.self, forKey: .rule)
        actions = try values.decode([String].self, forKey: .actions)
        profile = try values.decodeIfPresent(String.self, forKey: .profile) ?? "generic"
        bindings = try values.decodeIfPresent([Binding].self, forKey: .bindings) ?? []
        unbound = try values.decodeIfPresent([String].self, forKey: .unbound) ?? []
        after = try values.decodeIfPresent(Int64.self, forKey: .after) ?? 0
        keys = try values.decodeIfPresent(String.self, forKey: .keys) ?? "first"
        identity = try values.decodeIfPresent([String].self, forKey: .identity) ?? ["registration"]
        listeningRequires = try values.decodeIfPresent(String.self, forKey: .listeningRequires)
        requestLists = try values.decodeIfPresent(String.self, forKey: .requestLists) ?? "judge"
        listeningDTMF = try values.decodeIfPresent(String.self, forKey: .listeningDTMF) ?? "pass"
        preset = try values.decodeIfPresent(String.self, forKey: .preset)
        codes = try values.decodeIfPresent([Code].self, forKey: .codes)
        overlap = try values.decodeIfPresent(String.self, forKey: .overlap) ?? "pass"
        lacks = try values.decodeIfPresent([String].self, forKey: .lacks) ?? []
        counters = try values.decodeIfPresent([String].self, forKey: .counters)
    }
}
