import AccessPolicy
import Foundation
import PolicyFile
import PolicyStore
import Synchronization

/// Where the policy comes from while the proxy runs. Calls block.
protocol PolicySource: Sendable {
    /// What differs when the policy may have changed.
    func stamp() throws(StoreError) -> PolicyStamp

    /// The policy as it is there now, or as it was when the stamp was taken last.
    func load(_ consents: StandingConsents, revision: UInt64) throws(PolicyLoadError) -> LoadedPolicy
}

/// Why a source gives no policy.
struct PolicyLoadError: Error, CustomStringConvertible {
    /// What is wrong.
    let reason: InvalidPolicyError
    /// The state in which the source has something that is no policy; nil when it could not be read, so that it is to be tried again.
    var stamp: PolicyStamp?

    var description: String { reason.description }
}

/// A state of a source.
enum PolicyStamp: Equatable {
    case file(modified: Date?, size: Int?, inode: Int?)
    /// Of the store, in this era of it.
    case revision(Int64, era: Int64)
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
    /// The state of the source that it was made of; nil when it is not what the source has.
    var stamp: PolicyStamp?
    /// The text of its file; nil when it has none.
    var file: String?
    /// Which policy it is, where the source knows.
    var origin: String?
    /// Who made it and why, for the log and the record alone: anybody may ask which policy is in force.
    var maker: String?

    /// Why it is in force, for the record.
    func cause(_ cause: String) -> String {
        guard let origin else { return cause }
        return [cause, origin, maker].compactMap { $0 }.joined(separator: ", ")
    }
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

    func load(_ consents: StandingConsents, revision: UInt64) throws(PolicyLoadError) -> LoadedPolicy {
        // Taken before the file is read, so that what is written meanwhile is seen as a change.
        var stamp: PolicyStamp?
        do throws(InvalidPolicyError) {
            let before = self.stamp()
            let text = try PolicyFile.text(path: path)
            stamp = before
            let model = try PolicyFile.parse(text, file: path)
            let snapshot = try PolicyCompiler.compile(model, consents: consents, revision: revision)
            return LoadedPolicy(snapshot: snapshot, model: model, stamp: stamp, file: text)
        } catch {
            throw PolicyLoadError(reason: error, stamp: stamp)
        }
    }
}

/// The policy in the store. Of a change only the parts that have changed are read, and all of it in another era.
final class StoredPolicySource: PolicySource {
    private struct Read {
        var model: PolicyModel
        var revision: Int64 = 0
        var era: Int64

        /// Nothing yet.
        init(file: String, era: Int64 = 0) { (model, self.era) = (PolicyModel(file: file, organizations: []), era) }

        var stamp: PolicyStamp { .revision(revision, era: era) }
    }

    private let store: any Store
    /// What problems are reported against.
    private let name: String
    private let read: Mutex<Read>

    init(_ store: any Store, name: String) {
        (self.store, self.name) = (store, name)
        read = Mutex(Read(file: name))
    }

    func stamp() throws(StoreError) -> PolicyStamp {
        // The era first: what changes it after that is seen at the next look.
        let era = try store.era()
        return .revision(try store.policyRevision(), era: era)
    }

    func load(_ consents: StandingConsents, revision: UInt64) throws(PolicyLoadError) -> LoadedPolicy {
        let now = try update()
        do throws(InvalidPolicyError) {
            guard now.revision > 0 else { throw .emptyStore(name) }
            return LoadedPolicy(
                snapshot: try PolicyCompiler.compile(now.model, consents: consents, revision: revision),
                model: now.model,
                revision: now.revision,
                stamp: now.stamp,
                origin: "revision \(now.revision) of the store",
                maker: maker(of: now.revision)
            )
        } catch {
            throw PolicyLoadError(reason: error, stamp: now.stamp)
        }
    }

    private func update() throws(PolicyLoadError) -> Read {
        let result: Result<Read, PolicyLoadError> = read.withLock { read in
            var seen: PolicyStamp?
            do {
                let era = try store.era()
                // A database that was restored may have less than before, or something else under the same number.
                var next = era == read.era ? read : Read(file: name, era: era)
                var news = try store.policyNews(since: next.revision)
                if news.revision < next.revision {
                    next = Read(file: name, era: era)
                    news = try store.policyNews(since: 0)
                }
                next.revision = news.revision
                seen = next.stamp
                next.model = try next.model.with(news.put, without: news.removed)
                read = next
                return .success(next)
            } catch {
                let problem = PolicyProblem(file: name, line: 0, text: "\(error)")
                return .failure(PolicyLoadError(reason: InvalidPolicyError(problems: [problem]), stamp: seen))
            }
        }
        return try result.get()
    }

    private func maker(of number: Int64) -> String? {
        guard number < .max else { return nil }
        return (try? store.revisions(before: number + 1, limit: 1))?.first.map(RevisionText.maker)
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
        if let remote = remotePolicy {
            do throws(PolicyLoadError) {
                return try RemotePolicySource(remote, keeps: false).model()
            } catch {
                throw error.reason
            }
        }
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
