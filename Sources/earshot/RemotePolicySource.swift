import AccessPolicy
import Foundation
import PolicyFile
import PolicyStore
import Synchronization

/// A policy that a server has: asked for by its tag, signed, never older than the last, and kept for when the server is away.
final class RemotePolicySource: PolicySource {
    /// Where it is and whom it is believed from.
    struct Place: Equatable {
        let url: URL
        /// Ed25519 keys that it may be signed by; it need not be signed when there are none.
        let keys: [Data]
        /// Where the last one is kept.
        let copyPath: String
    }

    private struct Known {
        /// The last that was in force, here or before the start.
        var accepted: PolicyDocument?
        /// What has come and was not loaded yet.
        var pending: PolicyDocument?
        /// Whether what the server has was refused: then it is asked for whole, since a new signature does not change its tag.
        var isRefused = false
        /// Whether a policy of this source is in force.
        var isLoaded = false
    }

    private static let bytesMax = 64 << 20

    private let place: Place
    private let copy: PolicyCopy
    private let keeps: Bool
    private let known: Mutex<Known>

    /// - Parameter keeps: whether what is taken is kept on the disk; commands keep nothing.
    init(_ place: Place, keeps: Bool) {
        (self.place, self.keeps) = (place, keeps)
        copy = PolicyCopy(path: place.copyPath)
        // What somebody has put there who has not the key is no policy.
        let kept = copy.read().flatMap { document in
            document.url == place.url.absoluteString && document.problem(keys: place.keys, after: nil) == nil
                ? document : nil
        }
        known = Mutex(Known(accepted: kept))
    }

    /// Asks the server.
    func stamp() throws(StoreError) -> PolicyStamp {
        let result = known.withLock { known -> Result<PolicyStamp, PolicyDownload.Failure> in
            Result { () throws(PolicyDownload.Failure) in try fetch(&known).stamp }
        }
        do throws(PolicyDownload.Failure) {
            return try result.get()
        } catch {
            throw StoreError(error.text)
        }
    }

    func load(_ consents: StandingConsents, revision: UInt64) throws(PolicyLoadError) -> LoadedPolicy {
        let result = known.withLock { known -> Result<LoadedPolicy, PolicyLoadError> in
            Result { () throws(PolicyLoadError) in try load(&known, consents, revision) }
        }
        return try result.get()
    }

    /// The policy as it is written, for commands.
    func model() throws(PolicyLoadError) -> PolicyModel { try load(StandingConsents(), revision: 1).model }

    /// What the server has now, which may be what was in force already. It waits to be loaded, in place of what came before.
    private func fetch(_ known: inout Known) throws(PolicyDownload.Failure) -> PolicyDocument {
        known.pending = nil
        let document = try ask(&known)
        known.pending = document
        return document
    }

    private func ask(_ known: inout Known) throws(PolicyDownload.Failure) -> PolicyDocument {
        let last = known.isRefused ? nil : known.accepted
        switch try PolicyDownload.get(place.url, unless: last?.tag, bytesMax: Self.bytesMax) {
        case .same:
            guard let last else { throw .init(text: "`\(place.url.absoluteString)` answers 304 to what was not asked") }
            return last
        case .document(let body, let tag):
            let document = PolicyDocument(
                url: place.url.absoluteString,
                tag: tag,
                signature: try signature(),
                policy: String(decoding: body, as: UTF8.self)
            )
            if document.stamp == known.accepted?.stamp {
                known.accepted?.tag = tag
                known.isRefused = false
            }
            return document
        }
    }

    private func signature() throws(PolicyDownload.Failure) -> String? {
        guard !place.keys.isEmpty, let url = URL(string: place.url.absoluteString + PolicySignature.suffix) else {
            return nil
        }
        let answer = try PolicyDownload.get(url, bytesMax: PolicySignature.bytesMax)
        guard case .document(let text, tag: _) = answer else {
            throw .init(text: "`\(url.absoluteString)` answers 304 to what was not asked")
        }
        return String(decoding: text, as: UTF8.self)
    }

    private func load(
        _ known: inout Known,
        _ consents: StandingConsents,
        _ revision: UInt64
    ) throws(PolicyLoadError) -> LoadedPolicy {
        var stamp: PolicyStamp?
        do throws(InvalidPolicyError) {
            do throws(InvalidPolicyError) {
                let document = try current(&known)
                stamp = document.stamp
                let loaded = try compile(document, &known, consents, revision)
                known.isLoaded = true
                return loaded
            } catch {
                // At a start the last one is better than none, as it was before.
                guard !known.isLoaded, let kept = known.accepted else { throw error }
                let policy = try policy(of: kept, consents, revision)
                known.isLoaded = true
                let reason = error.problems.first.map { "\($0.text)" } ?? ""
                var copy = loaded(kept, policy, origin: "the copy of \(name(of: kept)), because \(reason)")
                copy.stamp = nil
                return copy
            }
        } catch {
            throw PolicyLoadError(reason: error, stamp: stamp)
        }
    }

    private func current(_ known: inout Known) throws(InvalidPolicyError) -> PolicyDocument {
        if let pending = known.pending { return pending }
        do throws(PolicyDownload.Failure) {
            return try fetch(&known)
        } catch {
            throw problem(error.text)
        }
    }

    private func compile(
        _ document: PolicyDocument,
        _ known: inout Known,
        _ consents: StandingConsents,
        _ revision: UInt64
    ) throws(InvalidPolicyError) -> LoadedPolicy {
        do throws(InvalidPolicyError) {
            if let text = document.problem(keys: place.keys, after: known.accepted) { throw problem(text) }
            let policy = try policy(of: document, consents, revision)
            let isNew = document.stamp != known.accepted?.stamp
            (known.accepted, known.pending, known.isRefused) = (document, nil, false)
            let isKept = !keeps || !isNew || copy.write(document)
            let remark = isKept ? "" : "; `\(copy.path)` cannot be written, so that a restart would not have it"
            return loaded(document, policy, origin: name(of: document) + remark)
        } catch {
            (known.pending, known.isRefused) = (nil, true)
            throw error
        }
    }

    private func policy(
        of document: PolicyDocument,
        _ consents: StandingConsents,
        _ revision: UInt64
    ) throws(InvalidPolicyError) -> (PolicyModel, PolicySnapshot) {
        let model = try PolicyFile.parse(document.policy, file: document.url)
        return (model, try PolicyCompiler.compile(model, consents: consents, revision: revision))
    }

    private func loaded(_ document: PolicyDocument, _ policy: (PolicyModel, PolicySnapshot), origin: String)
        -> LoadedPolicy
    {
        LoadedPolicy(
            snapshot: policy.1,
            model: policy.0,
            stamp: document.stamp,
            file: document.policy,
            origin: origin
        )
    }

    private func name(of document: PolicyDocument) -> String {
        document.serial.map { "serial \($0) of \(document.url)" } ?? "unsigned, from \(document.url)"
    }

    private func problem(_ text: String) -> InvalidPolicyError {
        InvalidPolicyError(problems: [PolicyProblem(file: place.url.absoluteString, line: 0, text: text)])
    }
}
