/// A header that Earshot knows by name: every name and compact form registered with IANA, and a few that phones and
/// PBXes use without registration.
///
/// INVARIANT: the singletons come first, at most 32 of them, and `via` to `accept` follow up to 31, so that a message
/// can remember where the first of each is (`HeaderNameTests.indexedNamesComeFirst`).
public enum HeaderName: UInt8, Sendable, CaseIterable {
    /// Headers that may stand in a message once, with one value (rule G7).
    case from, to, callID, cseq, maxForwards, event, expires, minExpires, contentLength, contentType,
        contentEncoding, subscriptionState, referTo, referredBy, replaces, join, targetDialog, sessionExpires,
        sipETag, sipIfMatch
    /// Headers that routing and policy look up in most messages.
    case via, contact, route, recordRoute, allow, allowEvents, supported, require, proxyRequire, authorization,
        proxyAuthorization, accept
    /// RFC 3261, the rest
    case acceptEncoding, acceptLanguage, alertInfo, authenticationInfo, callInfo, contentDisposition,
        contentLanguage, date, encryption, errorInfo, hide, inReplyTo, mimeVersion, organization, priority,
        proxyAuthenticate, proxyAuthenticationInfo, replyTo, responseKey, retryAfter, server, subject, timestamp,
        unsupported, userAgent, warning, wwwAuthenticate
    /// Who somebody is, as a server says it (RFC 3325, 5806, 7044, 8224, 8496, drafts)
    case pAssertedIdentity, pPreferredIdentity, remotePartyID, rpidPrivacy, anonymity, diversion, historyInfo,
        identity, identityInfo, additionalIdentity, privacy, pAssertedService, pPreferredService, pAssociatedURI,
        pCalledPartyID, pChargeInfo, pServedUser, pUserDatabase, pProfileKey, attestationInfo, originationId
    /// Dialogs, events and sessions (RFC 3262, 3326, 3327, 3608, 3841, 3911, 4028, 4488, 5839, 6086, 6665, 7614, 7989)
    case rack, rseq, reason, path, serviceRoute, acceptContact, rejectContact, requestDisposition, minSE, referSub,
        referEventsAt, suppressIfMatch, infoPackage, recvInfo, sessionID, answerMode, privAnswerMode, maxBreadth,
        flowTimer, userToUser, featureCaps, reasonPhrase, responseSource, contentID
    /// Security, policy, location and priority (RFC 3329, 4412, 5360, 6442, 6794, 8262 and others)
    case securityClient, securityServer, securityVerify, policyContact, policyID, permissionMissing, triggerConsent,
        geolocation, geolocationError, geolocationRouting, resourcePriority, acceptResourcePriority, resourceShare,
        priorityShare, priorityVerstat, cellularNetworkInfo, dcInfo, relayedCharge, restorationInfo,
        serviceInteractInfo
    /// Private headers of carriers (RFC 3313, 5002, 5009, 5318, 5503, 7315, 7316)
    case pAccessNetworkInfo, pAnswerState, pChargingFunctionAddresses, pChargingVector, pDCSTracePartyID, pDCSOSPS,
        pDCSBillingInfo, pDCSLAES, pDCSRedirect, pEarlyMedia, pMediaAuthorization, pPrivateNetworkIndication,
        pRefusedURIList, pVisitedNetworkID
    /// A header that is not in this list; its name is in the message.
    case other

    /// The name as RFC 3261 and IANA spell it, long form; empty for ``other``.
    public var canonical: String { HeaderTable.shared.canonical(self) }

    /// Whether a message may hold one such header only, with one value, not empty (rule G7).
    public var isSingleton: Bool { rawValue <= HeaderName.sipIfMatch.rawValue }

    /// Whether the header says who somebody is, beside From, To and Contact: what a phone must not say of itself.
    public var isIdentity: Bool {
        rawValue >= HeaderName.pAssertedIdentity.rawValue && rawValue <= HeaderName.originationId.rawValue
    }

    /// Whether `SIPMessage` remembers where the first one is.
    @inline(__always)
    var isIndexed: Bool { rawValue < HeaderName.indexedCount }

    static let indexedCount: UInt8 = 32

    /// Whether commas and semicolons in the value mean nothing, so that they are not counted against the limits.
    var isText: Bool { HeaderTable.shared.isText(self) }
}
