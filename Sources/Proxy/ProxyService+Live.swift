import AccessPolicy
import Enforcement

extension ProxyService {
    /// What somebody watches or listens to now, the longest first: those that match, as many as that at the most, and whether there are more.
    public func live(max: Int, where matches: (LiveListing) -> Bool) -> (listings: [LiveListing], isTruncated: Bool) {
        var reader = SnapshotReader(publisher)
        var settings = settings
        settings.keys = keys.current
        let pipeline = Pipeline(settings: settings, pbx: pbx, bindings: bindings, snapshot: reader.current())
        let now = WallClock().now
        var found: [LiveListing] = []
        for index in 0..<LiveTable.shardCount {
            for dialog in bindings.lives.dialogs(inShard: index, now: now) {
                let listing = pipeline.listing(of: dialog)
                guard matches(listing) else { continue }
                guard found.count < max else { return (Self.sorted(found), true) }
                found.append(listing)
            }
        }
        return (Self.sorted(found), false)
    }

    private static func sorted(_ listings: [LiveListing]) -> [LiveListing] {
        listings.sorted { ($0.since, $0.callID) < ($1.since, $1.callID) }
    }
}
