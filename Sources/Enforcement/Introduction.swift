import NIOCore
import SIPMessage

extension Pipeline {
    /// The same message as if it came in a dialog that we had made for that watcher: with our token in a Route on top. For `inspect`, which shows
    /// what would become of a single message; a message that is not in a dialog, or that the gate refuses, comes back as it is.
    public func introduce(_ datagram: ByteBuffer, as watcher: AddressOfRecord, on flow: Flow) -> ByteBuffer {
        guard case .message(let message) = ByteGate.screen(datagram), message.isRequest,
            let fields = try? FieldReader.read(message)
        else { return datagram }
        let arrival = Arrival(message: message, fields: fields, flow: flow, now: Moment(unixSeconds: 0))
        let isNotify = message.method == .notify && isFromPBX(flow)
        guard arrival.isInDialog || isNotify, ownToken(in: arrival) == nil else { return datagram }
        guard
            let token = token(of: arrival, watcher, resource: isNotify ? fields.from.uri : fields.to.uri, isNotify)
                .encode(callID: arrival.callID.span, tag: arrival.fromTag.span, keys: settings.keys)
        else { return datagram }
        var edit = MessageEdit(message)
        let own = settings.addresses.address(.pbx, toward: flow.remote).text
        edit.insertAtTop("Route", Array("<sip:".utf8) + token + Array("@\(own);lr>".utf8))
        return edit.serialize(ByteBufferAllocator())
    }

    private func token(
        of arrival: Arrival,
        _ watcher: AddressOfRecord,
        resource: SIPURI,
        _ isNotify: Bool
    ) -> DialogToken {
        let phone = isNotify ? bindings.endpoint(of: watcher, now: arrival.now) : arrival.flow.remote
        let package = arrival.fields.event.map {
            EventPackage(arrival.message.copy($0.type).span, passing: settings.passPackages)
        }
        let isSubscription = isNotify || arrival.message.method == .subscribe
        return DialogToken(
            kind: isSubscription ? .subscription(package ?? .dialog) : .call,
            pbx: pbx.members.first?.mark ?? 0,
            phone: phone ?? arrival.flow.remote,
            watcher: watcher,
            resource: isSubscription ? subscribedURI(resource, arrival)?.text ?? [] : [],
            accepted: isSubscription ? AskedTypes(package ?? .dialog, in: arrival.message).types : []
        )
    }
}
