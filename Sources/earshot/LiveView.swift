import AccessPolicy
import Admin
import Enforcement
import Foundation
import Proxy

/// The proxy's live table for the admin address.
struct LiveView: LiveSource {
    /// Entries of one answer.
    static let entriesMax = 10_000

    let proxy: ProxyService

    func live(_ query: LiveQuery) -> LiveList {
        let (listings, isTruncated) = proxy.live(max: Self.entriesMax) { Self.fits($0, query) }
        return LiveList(live: listings.map(LiveList.Entry.init), truncated: isTruncated)
    }

    static func fits(_ listing: LiveListing, _ query: LiveQuery) -> Bool {
        (query.organization.map { $0 == listing.organization } ?? true)
            && (query.watcher.map { $0 == listing.watcher } ?? true)
            && (query.target.map { $0 == listing.target } ?? true)
            && (query.kind.map { ($0 == .listening) == listing.isListening } ?? true)
    }
}

extension LiveList.Entry {
    init(_ listing: LiveListing) {
        self.init(
            organization: listing.organization,
            watcher: listing.watcher,
            target: listing.target,
            kind: listing.isListening ? .listening : .subscription,
            package: listing.package,
            disclosure: listing.disclosure.name,
            since: Self.text(listing.since),
            expires: Self.text(listing.until),
            phone: listing.phone.text,
            pbx: listing.pbx?.text ?? "",
            callID: listing.callID
        )
    }

    private static func text(_ moment: Moment) -> String {
        Date(timeIntervalSince1970: TimeInterval(moment.unixSeconds)).formatted(.iso8601)
    }
}
