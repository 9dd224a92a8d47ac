import Enforcement
import NIOConcurrencyHelpers

/// Who has which call, shared by all event loops. Soft: after a restart, or when it is full, nobody is known to have the calls that it does not list,
/// and the rules do without.
final class CallTable: Sendable {
    private struct Entry {
        var parties: CallParties
        var until: Moment
    }

    private final class Shard: Sendable {
        let calls = NIOLockedValueBox<[CallKey: Entry]>([:])
    }

    private static let shardCount = 64
    private let shards = (0..<CallTable.shardCount).map { _ in Shard() }
    private let callsPerShardMax: Int

    /// - Parameter callsMax: how many calls are listed at the most.
    init(callsMax: Int = Limits.callsMax) { callsPerShardMax = max(1, callsMax / Self.shardCount) }

    /// Who has a call; nil when that is not known.
    func parties(of call: CallKey) -> CallParties? { shard(call).withLockedValue { $0[call]?.parties } }

    /// Takes in what a message has shown.
    func note(_ call: CallKey, _ news: CallNews, now: Moment) {
        shard(call).withLockedValue { calls in
            // Who is no party of it may have made a call of the same name, and ends that one only.
            if case .ended(let party) = news {
                if calls[call]?.parties.believed.contains(party) == true { calls[call] = nil }
                return
            }
            guard calls[call] != nil || calls.count < callsPerShardMax else { return }
            let until = Moment(unixSeconds: now.unixSeconds + Limits.callSeconds)
            calls[call, default: Entry(parties: CallParties(), until: until)].parties.merge(news)
            calls[call]?.until = until
        }
    }

    /// Drops calls of which nothing was seen for so long that their BYE must have been missed.
    func prune(now: Moment) {
        for shard in shards {
            shard.calls.withLockedValue { calls in
                for (call, entry) in calls where entry.until <= now { calls[call] = nil }
            }
        }
    }

    private func shard(_ call: CallKey) -> NIOLockedValueBox<[CallKey: Entry]> {
        shards[call.hashValue & (Self.shardCount - 1)].calls
    }
}
