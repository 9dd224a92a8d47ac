/// Every bound of this module, with its unit and its reason.
package enum Limits {
    /// Bytes of a dialog token before it is written in base64url: what fits a UDP SUBSCRIBE comfortably, twice.
    static let tokenBytesMax = 240
    /// Bytes of a Contact URI of ours: what PBXes have room for.
    static let contactBytesMax = 250
    /// Bytes of an address-of-record's user or host inside a token.
    static let tokenFieldBytesMax = 100
    /// Bytes of the message authentication code kept in a token (128 bits).
    static let tokenTagBytes = 16
    /// Bytes of the code kept in a nonce (128 bits).
    static let nonceTagBytes = 16
    /// Seconds that another node's clock may be ahead of ours.
    static let nonceAheadSeconds: Int64 = 5
    /// Bytes of the code kept in a Via branch (96 bits).
    static let branchTagBytes = 12
    /// Route, Via and Contact entries looked at in one message; the byte gate allows no more either.
    static let listItemsMax = 32
    /// The highest key of a shared line that is told of; telephones have fewer, and a telephone number has more digits.
    static let appearanceMax: UInt32 = 99
    /// Bytes of a Call-Info that we write: a line of ours must pass a gate like ours.
    static let callInfoBytesMax = 1_900
    /// Contacts of one REGISTER: more phones than a person has.
    static let contactsMax = 5
    /// Forms that one dialled user part is judged in: all that `dialledBytesMax` bytes can have (32 pieces, or 21 with and without their `#`, and
    /// 9 more, cut and uncut, decoded once and twice), so that none is left out.
    static let dialledFormsMax = 208
    /// Bytes of a datagram to the PBX, above which TCP is preferred (RFC 3261 §18.1.1).
    static let datagramBytesMax = 1_300
    /// Seconds after which a phone may try again when no PBX answers.
    static let retryAfterSeconds = 5
    /// Bytes of a method's name (rule G5).
    static let methodBytesMax = 32
    /// Bytes of a dialled user part.
    static let dialledBytesMax = 64
    /// Feature codes of one organisation.
    package static let featureCodesMax = 256
    /// Hops that a message may still make when it arrives without Max-Forwards (RFC 3261 §16.6 step 3).
    static let maxForwardsDefault = 70
    /// Seconds that a binding is believed at the most, whatever the PBX said.
    static let bindingSecondsMax: Int64 = 86_400
    /// Seconds of a binding when the PBX's 200 names no expiry (RFC 3261 §10.3 step 7).
    static let bindingSecondsDefault: Int64 = 3_600
    /// URIs of one client certificate that are looked at; the lines of one telephone are fewer.
    static let certificateNamesMax = 32
    /// Digits of a number in a header that is written anew: those of 2^32.
    static let numberDigitsMax = 10
    /// Lines of a session description; those of a browser with every codec are 300.
    static let sessionLinesMax = 1_000
    /// Formats of one medium.
    static let sessionFormatsMax = 64
    /// Payloads below this have a meaning of their own (RFC 3551 §6); the others have the one that a session gives them.
    static let assignedPayloadsMax = 35
    /// Seconds that a SUBSCRIBE is remembered while the PBX has not answered: its repetitions end after 32 (RFC 3261 §17.1.2.2, timer F).
    static let liveAskedSeconds: UInt32 = 40
    /// Seconds that a subscription is remembered past its end, so that the PBX's last NOTIFY is still of something known.
    static let liveGraceSeconds: UInt32 = 40
    /// Seconds of a subscription of which nobody has said when it ends; what most packages have by default (RFC 3856 §6.4, RFC 4235 §3.5).
    static let liveSecondsDefault: UInt32 = 3_600
    /// Seconds of a subscription at the most, whatever the PBX said.
    static let liveSecondsMax: UInt32 = 86_400
    /// Seconds that an INVITE which listens is remembered while the PBX has not answered: more than proxies wait (RFC 3261 §16.6, timer C).
    static let listeningAskedSeconds: UInt32 = 200
    /// Seconds that a listening call is remembered after the last that was seen of it; a quiet one shows nothing for hours.
    static let listeningSeconds: UInt32 = 86_400
    /// Seconds before it would be forgotten that a listening call is ended instead: time for a PBX that does not answer at once.
    static let listeningLastSeconds: Int64 = 600
    /// The highest CSeq number of a phone's request in a dialog that we may have to end: above it there must be room for the one that does (RFC 3261 §8.1.1.5).
    static let phoneCSeqMax: UInt32 = 0x7FFE_FFFF
    /// Requests of our own in one dialog that repetitions of the phone's older requests are told from; its transactions last 32 s.
    static let shiftStepsMax = 8
    /// Seconds for a request of ours in a dialog to be answered (64·T1, RFC 3261 §17.1.2.2).
    static let answerSeconds: Int64 = 32
    /// Bytes of the code in the branch of a request of ours in a dialog (96 bits).
    static let errandCodeBytes = 12
    /// Bytes of a Call-ID that an audit record keeps.
    static let auditCallIDBytesMax = 128
}
