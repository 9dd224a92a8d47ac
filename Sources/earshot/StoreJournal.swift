import AccessPolicy
import Enforcement
import PolicyStore
import Proxy

/// Keeps the proxy's bindings and dialogs in the store.
struct StoreJournal: Journal {
    let store: any Store
    /// What the tokens of dialogs are signed with.
    let ring: KeyRing
    private var keys: TokenKeys { ring.current }

    /// A journal in a store.
    init(store: any Store, keys ring: KeyRing) { (self.store, self.ring) = (store, ring) }

    func load() throws -> JournalContents {
        let keys = keys
        // The place first: what changes meanwhile is read twice, and not missed.
        let place = try store.bindingNews(after: .max).place
        return JournalContents(
            bindings: try store.bindings().compactMap(Binding.init),
            dialogs: try store.dialogs().compactMap { LiveDialog($0, keys) },
            place: place
        )
    }

    func news(after place: Int64) throws -> JournalNews {
        let news = try store.bindingNews(after: place)
        let entries = news.entries.compactMap { entry -> JournalNews.Entry? in
            guard let binding = Binding(entry.binding) else { return nil }
            let change = entry.isGone ? JournalChange.unbind(binding.address, contact: binding.contact) : .bind(binding)
            return JournalNews.Entry(place: entry.place, change: change)
        }
        return JournalNews(entries, place: news.place, isAll: news.isAll, era: news.era)
    }

    /// The dialogs of nodes that have been silent for so long, which are this node's from here on.
    func adopt(afterSeconds seconds: Int) throws(StoreError) -> [LiveDialog] {
        let keys = keys
        return try store.adopt(afterSeconds: seconds).compactMap { LiveDialog($0, keys) }
    }

    func write(_ changes: [JournalChange]) throws {
        let keys = keys
        try store.write(
            changes.compactMap { change in
                switch change {
                case .bind(let binding): .put(StoredBinding(binding))
                case .unbind(let address, let contact):
                    .remove(user: address.user, host: address.host, contact: contact)
                case .drop(let address, let contact):
                    .drop(user: address.user, host: address.host, contact: contact)
                case .keep(let dialog): StoredDialog(dialog, keys).map(StoredChange.keep)
                case .forget(let callID, let tag): .forget(callID: callID, tag: tag)
                }
            }
        )
    }

    func replace(with contents: JournalContents) throws {
        let keys = keys
        try store.replace(
            bindings: contents.bindings.map(StoredBinding.init),
            dialogs: contents.dialogs.compactMap { StoredDialog($0, keys) }
        )
    }

    func prune(now: Moment) throws { try store.prune(before: now.unixSeconds) }
}

extension StoredDialog {
    /// Nil when its token cannot be signed.
    init?(_ dialog: LiveDialog, _ keys: TokenKeys) {
        guard let token = dialog.signedToken(keys) else { return nil }
        self.init(
            callID: dialog.callID,
            token: token,
            phone: Party(dialog.phone),
            pbx: Party(dialog.pbx),
            routes: dialog.routesText,
            event: dialog.event,
            since: dialog.since.unixSeconds,
            until: dialog.until.unixSeconds,
            disclosure: dialog.disclosure.rawValue,
            shift: dialog.shift
        )
    }
}

extension StoredDialog.Party {
    fileprivate init(_ party: LiveDialog.Party) {
        self.init(uri: party.uri, tag: party.tag, target: party.target, cseq: party.cseq)
    }
}

extension LiveDialog {
    /// Nil when its token was not signed with these keys, or its times are none: what is left of it is counted from them.
    init?(_ stored: StoredDialog, _ keys: TokenKeys) {
        guard stored.since >= 0, stored.until >= 0 else { return nil }
        self.init(
            callID: stored.callID,
            token: stored.token,
            phone: Party(stored.phone),
            pbx: Party(stored.pbx),
            routes: stored.routes,
            event: stored.event,
            since: Moment(unixSeconds: stored.since),
            until: Moment(unixSeconds: stored.until),
            disclosure: Disclosure(rawValue: stored.disclosure) ?? .none,
            shift: stored.shift,
            keys: keys
        )
    }
}

extension LiveDialog.Party {
    fileprivate init(_ stored: StoredDialog.Party) {
        self.init()
        (uri, tag, target, cseq) = (stored.uri, stored.tag, stored.target, stored.cseq)
    }
}

extension StoredBinding {
    init(_ binding: Binding) {
        self.init(
            user: binding.address.user,
            host: binding.address.host,
            contact: binding.contact,
            transport: binding.endpoint.transport.name,
            high: binding.endpoint.high,
            low: binding.endpoint.low,
            port: binding.endpoint.port,
            until: binding.until.unixSeconds,
            call: binding.call.bits
        )
    }
}

extension Binding {
    /// Nil when it came by a transport that this version does not know.
    init?(_ stored: StoredBinding) {
        guard let transport = Transport.allCases.first(where: { $0.name == stored.transport }) else { return nil }
        self.init(
            address: AddressOfRecord(user: stored.user, host: stored.host),
            contact: stored.contact,
            endpoint: Endpoint(high: stored.high, low: stored.low, port: stored.port, transport: transport),
            until: Moment(unixSeconds: stored.until),
            call: CallMark(bits: stored.call)
        )
        isElsewhere = stored.isElsewhere
    }
}
