import NIOCore
import Testing

@testable import Enforcement

/// One line of the identity matrix: who sends what from where, with what to show for it, and what comes of it.
struct IdentityCase: CustomTestStringConvertible {
    let name: String
    let identity: [IdentityMethod]
    let place: IdentityPlace
    let verdict: String
    var wish = IdentityWish.watch
    var from = "101"
    /// Answers to our challenges.
    var answers: [IdentityAnswer] = []
    /// Other headers, as they stand.
    var headers: [String] = []
    var listeningRequires: ListeningProof?
    /// In a dialog: where it was begun.
    var begun = IdentityPlace.ownPhone

    init(
        _ name: String,
        _ identity: [IdentityMethod],
        _ place: IdentityPlace,
        _ verdict: String,
        _ change: (inout IdentityCase) -> Void = { _ in }
    ) {
        (self.name, self.identity, self.place, self.verdict) = (name, identity, place, verdict)
        change(&self)
    }

    var testDescription: String { "\(methods): \(name)" }

    var methods: String { identity.map(\.rawValue).joined(separator: ", ") }

    /// Runs the request through the pipeline.
    func outcome() throws -> Outcome {
        let pipeline = try IdentityWorld.pipeline(identity, at: place, listeningRequires: listeningRequires)
        var request = IdentityRequest(wish: wish, from: from, headers: headers)
        if wish.isInDialog { request.route = try route() }
        request.headers += answers.map { $0.header(for: request, from: place, at: IdentityPlace.made) }
        return pipeline.process(request.bytes, on: place.flow, at: IdentityPlace.made)
    }

    /// The Route that the phone learned when the dialog was begun by alice.
    private func route() throws -> String {
        let pipeline = try IdentityWorld.pipeline([.registration], at: begun)
        let first = IdentityRequest(wish: .watch)
        let outcome = pipeline.process(first.bytes, on: begun.flow, at: IdentityPlace.made)
        let line = IdentityWorld.lines("Record-Route", in: IdentityWorld.text(outcome)).first { $0.contains("@") }
        return String(line?.dropFirst("Record-Route: ".count) ?? "")
    }

    /// What came of it, in words: the verdict of a forward is by what the sender was known.
    static func words(_ outcome: Outcome) -> String {
        let judgement = outcome.judgement
        switch (judgement.verdict, judgement.status) {
        case (.forward, _): return judgement.how.map { "known by \($0.rawValue)" } ?? "forwarded, unknown"
        case (.reject, 407): return "407 \(judgement.rule)"
        case (let verdict, let status?):
            return "\(status) \(verdict == .reject ? "" : verdict.rawValue)\(judgement.rule)"
        case (let verdict, nil): return "\(verdict.rawValue) \(judgement.rule)"
        }
    }

    /// What the request shows, for the table.
    var evidence: String {
        var parts: [String] = []
        for answer in answers {
            var text = "digest of \(answer.user)"
            if answer.algorithm == .md5 { text += " with MD5" }
            if answer.password != nil { text += ", wrong password" }
            if answer.nonce != .own { text += ", \(answer.nonce.rawValue)" }
            if answer.qop != "auth" { text += ", \(answer.qop.map { "qop=\($0)" } ?? "no qop")" }
            if answer.count != "00000001" { text += ", nc=\(answer.count)" }
            if answer.uri != nil { text += ", another uri" }
            parts.append(text)
        }
        parts += headers.map { header in
            let name = header.prefix { $0 != ":" }
            if let user = IdentityWorld.quoted("username", in: header) { return "\(name) of \(user) for the PBX" }
            return "`\(header)`"
        }
        return parts.isEmpty ? "–" : parts.joined(separator: "; ")
    }
}
