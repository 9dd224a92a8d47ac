import EventBody
import SIPMessage

extension Pipeline {
    /// Headers that only a PBX may set, taken out of everything that a phone sends: who it claims to be, and orders to other phones.
    /// Of Call-Info the key of a shared line stays.
    ///
    /// A name that we do not know and that begins with `X-`, `P-`, `K-` or `On` goes too: PBXes act on such headers. So does `intercom` in the
    /// Request-URI, by which snom and FreeSWITCH have the other phone answer.
    /// The identity that a listed server asserts stays. Answers to our own challenges go.
    func removeFromPhone(_ edit: inout MessageEdit, _ message: SIPMessage, on flow: Flow? = nil) {
        let isBelieved = flow.map(isPeer) ?? false
        for (index, header) in message.headers.enumerated() {
            if isBelieved, header.name == .pAssertedIdentity { continue }
            if isPBXOnly(header, in: message) || isOwnCredential(header, in: message) { edit.removeHeader(at: index) }
        }
        if let target = withoutIntercom(message) { edit.replaceRequestURI(target) }
        for item in message.items(of: .callInfo) {
            if let key = CallInfoText.write(item.range, in: message) {
                edit.replaceItem(item, with: key)
            } else {
                edit.removeItem(item)
            }
        }
    }

    /// The Request-URI without `;intercom=true`; nil when it has none.
    private func withoutIntercom(_ message: SIPMessage) -> [UInt8]? {
        guard case .request(_, _, let range) = message.startLine,
            let uri = try? SIPURI.parse(in: message, range, limits: Self.wideLimits),
            uri.hasParameter("intercom", in: message)
        else { return nil }
        // An escape in a name could be in this one.
        let kept = message.copy(uri.parameters).split(separator: UInt8(ascii: ";")).filter {
            let name = $0.prefix { $0 != UInt8(ascii: "=") }
            return !ParameterText.isNamed(name, "intercom") && !name.contains(UInt8(ascii: "%"))
        }
        let start = message.copy(ByteRange(lower: range.lower, upper: uri.parameters.lower - 1))
        let end = message.copy(ByteRange(lower: uri.parameters.upper, upper: range.upper))
        return kept.reduce(start) { $0 + Array(";".utf8) + $1 } + end
    }

    private func isPBXOnly(_ header: Header, in message: SIPMessage) -> Bool {
        switch header.name {
        case .privacy:
            // Whoever calls may ask for it (RFC 3323 §4.1).
            return false
        case .alertInfo, .answerMode, .privAnswerMode:
            // The other phone would answer by itself: its microphone opens.
            return true
        case .pChargingVector, .pChargingFunctionAddresses, .pDCSTracePartyID, .pDCSOSPS, .pDCSBillingInfo, .pDCSLAES,
            .pDCSRedirect, .pMediaAuthorization, .pPrivateNetworkIndication, .pVisitedNetworkID:
            return true
        case .requestDisposition:
            // Orders to the server that routes the call (RFC 3841 §9.1); `redirect` would have it tell where the other phone is.
            return true
        case .other where message.equals(header.nameRange, lowercase: "also"):
            // chan_sip transfers a call to whom the BYE's Also names, whatever that is.
            return true
        case .other:
            // FreeSWITCH makes variables of a call of the first four.
            return ["x-", "p-", "k-", "on", "remote-party-id"].contains {
                message.begins(header.nameRange, lowercase: $0)
            }
        default:
            return header.name.isIdentity
        }
    }

    /// Takes out of a SUBSCRIBE what would bring an answer that cannot be rebuilt: compressed bodies, conditional notification (RFC 5839),
    /// types of body, state in the answer itself (MS-SIP); and what asks for more of a dialog, or for one dialog
    /// only, which would tell whether there is such a call (RFC 4235 §3.2).
    ///
    /// What is taken from one watcher is taken from all, because a right may end while its subscription lasts.
    func trimSubscription(_ edit: inout MessageEdit, _ arrival: Arrival, _ changes: SubscriptionChanges) {
        let message = arrival.message
        edit.removeHeaders(.acceptEncoding)
        edit.removeHeaders(.suppressIfMatch)
        for item in message.items(of: .supported)
        where ["ms-piggyback-first-notify", "ms-benotify"].contains(where: {
            message.equals(item.range, lowercase: $0)
        }) {
            edit.removeItem(item)
        }
        trimAccept(&edit, changes.asked)
        if let index = message.firstIndex(.event), let event = arrival.fields.event,
            let kept = trimmed(event, in: message)
        {
            edit.replaceValue(at: index, with: kept)
        }
        switch changes.body {
        case .none: edit.removeBody()
        case .list(let list):
            edit.replaceBody(contentType: RequestedList.contentType, list)
            edit.append("Content-Disposition", "recipient-list")
        }
    }

    /// An Event without what asks for more of a dialog, or for one dialog only; nil when it asks for neither.
    func trimmed(_ event: EventField, in message: SIPMessage) -> [UInt8]? {
        event.value(without: ["include-session-description", "call-id", "to-tag", "from-tag"], in: message)
    }

    private func trimAccept(_ edit: inout MessageEdit, _ asked: AskedTypes) {
        guard asked.package.isMonitored else { return }
        var hasDefault = asked.items.contains { !$0.isWildcard && $0.types == asked.package.defaultType }
        for item in asked.items {
            if item.types.isEmpty || !item.types.isSubset(of: asked.acceptable) {
                edit.removeItem(item.item)
            } else if item.isWildcard {
                // A PBX that is free to choose may choose a type that fails closed.
                if hasDefault {
                    edit.removeItem(item.item)
                } else {
                    edit.replaceItem(item.item, with: Array(item.types.text.utf8))
                }
                hasDefault = true
            }
        }
    }
}
