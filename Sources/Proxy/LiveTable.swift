import Enforcement
import NIOConcurrencyHelpers

/// The dialogs in which somebody watches or listens now, shared by all event loops: what the PBX sends may come in on another loop than what the
/// phone sends. Cut into shards, as ``BindingTable`` is; of each shard one loop is in charge when rights are looked at again.
final class LiveTable: Sendable {
    private final class Shard: Sendable {
        let dialogs = NIOLockedValueBox<[LiveKey: LiveDialog]>([:])
    }

    static let shardCount = 64
    private let shards = (0..<LiveTable.shardCount).map { _ in Shard() }

    /// What is known of a dialog.
    func dialog(_ key: LiveKey) -> LiveDialog? { shard(key).dialogs.withLockedValue { $0[key] } }

    /// Takes in what a message has shown.
    func see(_ sighting: LiveSighting, now: Moment) {
        let key = sighting.key
        shard(key).dialogs.withLockedValue { dialogs in
            switch sighting.what {
            case .ended: dialogs[key] = nil
            case .refused where dialogs[key]?.stage == .asked: dialogs[key] = nil
            default:
                if dialogs[key]?.merge(sighting, now: now) == nil {
                    dialogs[key] = LiveDialog(sighting, now: now)
                }
            }
        }
    }

    /// The dialogs of one shard, expired ones left out.
    func dialogs(inShard index: Int, now: Moment) -> [LiveDialog] {
        shards[index & (Self.shardCount - 1)].dialogs.withLockedValue { $0.values.filter { $0.until > now } }
    }

    private func shard(_ key: LiveKey) -> Shard { shards[key.hashValue & (Self.shardCount - 1)] }
}
