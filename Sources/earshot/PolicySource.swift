import AccessPolicy
import Foundation
import PolicyFile
import PolicyStore
import Synchronization

/// Where the policy comes from while the proxy runs. Calls block.
protocol PolicySource: Sendable {
    /// What differs when the policy may have changed.
    func stamp() throws(StoreError) -> PolicyStamp

    /// The policy as it is there now.
    func load(_ consents: StandingConsents, revision: UInt64) throws(InvalidPolicyError) -> LoadedPolicy
}

/// A state of a source.
enum PolicyStamp: Equatable {
    case file(modified: Date?, size: Int?, inode: Int?)
    case revision(Int64)
    /// The hash of what a server has.
    case content(String)
}

/// A policy that was loaded.
struct LoadedPolicy {
    let snapshot: PolicySnapshot
    /// What it was made of.
    let model: PolicyModel
    /// Its revision in the store; nil when it comes from elsewhere.
    var revision: Int64?
    /// The state of the source that it was made of.
    let stamp: PolicyStamp
    /// The text of its file; nil when it has none.
    var file: String?
    /// Which policy it is and who made it, where the source knows.
    var origin: String?
}

/// A policy file.
struct FilePolicySource: PolicySource {
    let path: String

    func stamp() -> PolicyStamp {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return .file(
            modified: attributes?[.modificationDate] as? Date,
            size: (attributes?[.size] as? NSNumber)?.intValue,
            inode: (attributes?[.systemFileNumber] as? NSNumber)?.intValue
        )
    }

    func load(_ consents: StandingConsents, revision: UInt64) throws(InvalidPolicyError) -> LoadedPolicy {
        // Taken before the file is read, so that what is written meanwhile is seen as a change.
        let stamp = stamp()
        let (model, text) = try PolicyFile.read(path: path)
        let snapshot = try PolicyCompiler.compile(model, consents: consents, revision: revision)
        return LoadedPolicy(snapshot: snapshot, model: model, stamp: stamp, file: text)
    }
}

/// The policy in the store. Of a change only the parts that have changed are read.
final class StoredPolicySource: PolicySource {
    private struct Read {
        var model: PolicyModel
        var revision: Int64 = 0
    }

    private let store: any Store
    /// What problems are reported against.
    private let name: String
    private let read: Mutex<Read>

    init(_ store: any Store, name: String) {
        (self.store, self.name) = (store, name)
        read = Mutex(Read(model: PolicyModel(file: name, organizations: [])))
    }

    func stamp() throws(StoreError) -> PolicyStamp { .revision(try store.policyRevision()) }

    func load(_ consents: StandingConsents, revision: UInt64) throws(InvalidPolicyError) -> LoadedPolicy {
        let (model, number) = try update()
        guard number > 0 else { throw .emptyStore(name) }
        let snapshot = try PolicyCompiler.compile(model, consents: consents, revision: revision)
        return LoadedPolicy(
            snapshot: snapshot,
            model: model,
            revision: number,
            stamp: .revision(number),
            origin: origin(of: number)
        )
    }

    private func update() throws(InvalidPolicyError) -> (PolicyModel, Int64) {
        let result: Result<(PolicyModel, Int64), InvalidPolicyError> = read.withLock { read in
            do {
                let news = try store.policyNews(since: read.revision)
                let model = try read.model.with(news.put, without: news.removed)
                read = Read(model: model, revision: news.revision)
                return .success((model, news.revision))
            } catch {
                return .failure(InvalidPolicyError(problems: [PolicyProblem(file: name, line: 0, text: "\(error)")]))
            }
        }
        return try result.get()
    }

    private func origin(of number: Int64) -> String {
        let made = (try? store.revisions(before: number + 1, limit: 1))?.first
        return made.map(RevisionText.words) ?? "revision \(number) of the store"
    }
}

extension InvalidPolicyError {
    /// Nobody has put a policy into the store yet.
    static func emptyStore(_ name: String) -> InvalidPolicyError {
        let text = "there is no policy in the store yet; put one in with `earshot policy import FILE`"
        return InvalidPolicyError(problems: [PolicyProblem(file: name, line: 0, text: text)])
    }
}

extension Configuration {
    /// Where the policy comes from while the proxy runs, and when it is looked at.
    func policySource(_ store: any Store, _ news: StoreNews) -> (source: any PolicySource, ticks: AsyncStream<Void>) {
        if let remote = remotePolicy {
            return (RemotePolicySource(remote, keeps: true), .every(.seconds(policyPollSeconds)))
        }
        if isPolicyInStore { return (StoredPolicySource(store, name: self.store.name), news.ticks(of: .policy)) }
        return (FilePolicySource(path: policyPath), .every(PolicyReloader.pollInterval))
    }
}

/// The policy for a command, which changes nothing and makes nothing.
extension Configuration {
    /// The policy as an operator would write it.
    func policyModel() throws(InvalidPolicyError) -> PolicyModel {
        if let remote = remotePolicy { return try RemotePolicySource(remote, keeps: false).model() }
        guard isPolicyInStore else { return try PolicyFile.read(path: policyPath).model }
        do {
            let (revision, items) = try store.policy()
            guard revision > 0 else { throw InvalidPolicyError.emptyStore(store.name) }
            return try PolicyModel(items, named: store.name)
        } catch let error as InvalidPolicyError {
            throw error
        } catch {
            throw InvalidPolicyError(problems: [PolicyProblem(file: "", line: 0, text: "\(error)")])
        }
    }

    /// The place of the policy, in words.
    var policyName: String { policyURL.map(\.absoluteString) ?? localPolicyName }

    private var localPolicyName: String { isPolicyInStore ? "the policy in \(store.name)" : policyPath }
}
