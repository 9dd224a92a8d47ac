import AccessPolicy

/// A dialog in which somebody watches or listens now, as far as it has been seen: what must be known to end it, or to ask the PBX for news.
///
/// Soft state. The rights are never read from here but from the policy in force; what is lost is learned again from the next message, whose
/// token says who watches whom.
public struct LiveDialog: Sendable, Equatable {
    /// How far it has come.
    public enum Stage: UInt8, Sendable, CaseIterable {
        /// The request has gone to the PBX, which has not answered.
        case asked
        /// The PBX has accepted it, or has told its state.
        case standing
        /// The right is gone, and its end is under way.
        case ending
    }

    /// What has become of our request to end a dialog.
    public enum Farewell: Sendable, Equatable {
        /// It has been sent, and has no answer.
        case sent(Moment)
        /// The PBX does not do it: what it goes on to tell is written anew, as ever.
        case refused
    }

    /// One party of the dialog, as the other one addresses it.
    public struct Party: Sendable, Equatable {
        /// Its URI in From or To, without name, brackets and parameters; empty while it has not been seen.
        public var uri: [UInt8] = []
        /// Its tag; empty while it has none.
        public var tag: [UInt8] = []
        /// The URI of its Contact, where requests go to (RFC 3261 §12.1.1); empty while it has not been seen.
        public var target: [UInt8] = []
        /// The highest CSeq number that it has sent, as it wrote it; nil when none has been seen.
        public var cseq: UInt32?

        /// A party of which nothing is known.
        public init() {}
    }

    /// A request that makes a listening call, as the PBX got it.
    public struct Opening: Sendable, Equatable {
        /// The Request-URI, which a CANCEL repeats (RFC 3261 §9.1).
        public var target: [UInt8]
        /// The CSeq number, which it repeats too.
        public var number: UInt32
        /// Our branch, which only a repetition of the phone's request has again.
        public var branch: [UInt8]
    }

    /// The Call-ID.
    public let callID: [UInt8]
    /// Who watches or listens to whom, with which PBX, over which flow.
    public var token: DialogToken
    /// The side that watches or listens; its tag names the dialog together with the Call-ID.
    public var phone: Party
    /// The side of the PBX.
    public var pbx: Party
    /// Routes behind ours toward the PBX, in the order in which they are followed, each in brackets.
    public var routes: [[UInt8]] = []
    /// The value of the Event header; empty for a call.
    public var event: [UInt8] = []
    /// How far it has come.
    public var stage: Stage
    /// When it was first seen.
    public let since: Moment
    /// When it is forgotten unless something is seen of it.
    public var until: Moment
    /// What was last told.
    public var disclosure: Disclosure
    /// How far the CSeq numbers of the phone are moved toward the PBX, because of requests of our own in between.
    public var shift: UInt32 {
        get { shifts.current }
        set { shifts = NumberShift(newValue) }
    }
    /// The same, and since when.
    var shifts = NumberShift()
    /// What has become of our request to end it; nil before there was one.
    public var farewell: Farewell?
    /// Our Via on the INVITE that waits for its answer, which a CANCEL repeats (RFC 3261 §9.1); empty otherwise.
    public var via: [UInt8] = []
    /// The request that made it, or is to; nil where that has not been seen.
    public var opening: Opening?
    /// Whether it goes on only because the policy that refuses it is not enforced.
    public var isWithheld = false
    /// How often we have asked to end it.
    public var endings: UInt32 = 0

    /// Whether the PBX has not answered the request that is to make it, or that is being cancelled.
    public var isUnanswered: Bool { stage == .asked || (stage == .ending && !via.isEmpty) }

    /// What the table knows it by.
    public var key: LiveKey { LiveKey(callID: callID, tag: phone.tag) }

    /// Whether somebody listens in it.
    public var isListening: Bool { token.kind == .listening }

    /// A dialog that was first seen by this sighting; nil when that does not say who watches whom, or that it is over.
    public init?(_ sighting: LiveSighting, now: Moment) {
        guard let token = sighting.token else { return nil }
        switch sighting.what {
        case .refused, .ended, .unended, .restored, .withheld: return nil
        case .asked: stage = .asked
        case .accepted, .told, .passed, .ending, .refreshing: stage = .standing
        }
        callID = sighting.callID
        self.token = token
        phone = sighting.phone
        pbx = sighting.pbx
        since = now
        until = now
        disclosure = sighting.disclosure ?? .none
        merge(sighting, now: now)
    }

    /// A dialog that was kept by a process before this one.
    public init(
        callID: [UInt8],
        token: DialogToken,
        phone: Party,
        pbx: Party,
        since: Moment,
        until: Moment,
        disclosure: Disclosure
    ) {
        (self.callID, self.token, self.phone, self.pbx) = (callID, token, phone, pbx)
        (self.since, self.until, self.disclosure) = (since, until, disclosure)
        stage = .standing
    }

    /// Whether that token says of the dialog what its own does: a Call-ID and a tag may be used again for something else.
    public func isOf(_ token: DialogToken) -> Bool {
        token == self.token
            || token.kind == self.token.kind && token.pbx == self.token.pbx && token.watcher == self.token.watcher
                && token.resource == self.token.resource
    }

    /// Takes in what a message has shown.
    public mutating func merge(_ sighting: LiveSighting, now: Moment) {
        if let token = sighting.token { self.token = token }
        if let disclosure = sighting.disclosure { self.disclosure = disclosure }
        // Its own tag stays as it was first written: some PBXes know it by no other.
        let tag = phone.tag
        Self.merge(sighting.phone, into: &phone)
        if !tag.isEmpty { phone.tag = tag }
        Self.merge(sighting.pbx, into: &pbx)
        if let routes = sighting.routes { self.routes = routes }
        if !sighting.event.isEmpty { event = sighting.event }
        if stage == .asked, !sighting.via.isEmpty { via = sighting.via }
        if stage == .asked, let opening = sighting.opening { self.opening = opening }
        switch sighting.what {
        case .asked where stage == .ending: beginAnew(sighting)
        case .asked, .passed: break
        case .accepted, .told:
            via = []
            if stage == .asked { stage = .standing }
        case .ending(let shift):
            stage = .ending
            farewell = .sent(now)
            endings = min(endings + 1, Self.numberMax)
            shifts.move(to: shift, after: phone.cseq ?? 0)
        case .refreshing(let shift): shifts.move(to: shift, after: phone.cseq ?? 0)
        case .unended: farewell = .refused
        case .restored:
            stage = .standing
            farewell = nil
        case .withheld(let isWithheld): self.isWithheld = isWithheld
        case .refused, .ended: break
        }
        if let isWithheld = sighting.isWithheld { self.isWithheld = isWithheld }
        guard let seconds = sighting.lifetime else { return }
        let end = Moment(unixSeconds: now.unixSeconds + Int64(seconds))
        // What the PBX says of the end is the end; any other message only shows that it is not over.
        switch sighting.what {
        case .accepted, .told: until = end
        case .asked, .passed, .refused, .ending, .refreshing, .unended, .restored, .withheld, .ended:
            until = max(end, until)
        }
    }

    /// Who has the right again may ask again under the same Call-ID and tag: for the PBX that is another dialog.
    private mutating func beginAnew(_ sighting: LiveSighting) {
        stage = .asked
        farewell = nil
        shifts = NumberShift()
        pbx = sighting.pbx
        via = sighting.via
        opening = sighting.opening
        endings = 0
    }

    private static func merge(_ seen: Party, into party: inout Party) {
        if !seen.uri.isEmpty { party.uri = seen.uri }
        if !seen.tag.isEmpty { party.tag = seen.tag }
        if !seen.target.isEmpty { party.target = seen.target }
        if let cseq = seen.cseq { party.cseq = max(cseq, party.cseq ?? 0) }
    }
}

/// What the live table knows a dialog by: good in this process only.
public struct LiveKey: Sendable, Hashable {
    private let value: Int

    /// - Parameters:
    ///   - callID: the Call-ID.
    ///   - tag: the tag of the side that watches or listens, in any case (RFC 3261 §7.3.1) and, as PJSIP reads it, with or without escapes.
    public init(callID: [UInt8], tag: [UInt8]) {
        var hasher = Hasher()
        hasher.combine(callID)
        let isPlain = !tag.contains { $0 == UInt8(ascii: "%") || $0 != ASCII.lowercased($0) }
        hasher.combine(isPlain ? tag : ASCII.unescaped(tag).map(ASCII.lowercased))
        value = hasher.finalize()
    }
}
