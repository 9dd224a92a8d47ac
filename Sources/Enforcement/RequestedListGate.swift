import AccessPolicy
import EventBody
import Inflation
import SIPMessage

extension Pipeline {
    /// Judges the list in a SUBSCRIBE, and writes it anew: what was judged is what the PBX reads.
    ///
    /// - Throws: 400 when it cannot be read beyond doubt, 413 when it is too long, 415 when it is packed in a way that we do not unpack, and 403 for
    ///   the first member that may not be seen, so that the PBX hears of none.
    func judgedList(
        _ arrival: Arrival,
        _ package: EventPackage,
        watcher: UserID?,
        _ organization: OrganizationID?
    ) throws(SubscriptionRefusal) -> [UInt8] {
        let body = try unpackedBody(arrival.message)
        let list: RequestedList
        do throws(RequestedList.Fault) {
            list = try RequestedList(reading: body.span)
        } catch {
            throw SubscriptionRefusal(error)
        }
        var members: [[UInt8]] = []
        for uri in list.uris {
            guard let member = listMember(uri, package, watcher: watcher, organization, arrival) else {
                throw SubscriptionRefusal(status: 403, reason: "Forbidden", rule: "list-member-unreadable")
            }
            if case .deny(let denial) = member.decision {
                throw SubscriptionRefusal(
                    status: 403,
                    reason: "Forbidden",
                    rule: denial.rule.identifier,
                    target: member.resource.user.canonical
                )
            }
            members.append(member.resource.text)
        }
        return RequestedList.write(members)
    }

    /// The body without its content coding (RFC 3261 §20.12).
    private func unpackedBody(_ message: SIPMessage) throws(SubscriptionRefusal) -> [UInt8] {
        let body = message.copy(message.body)
        guard let encoding = message.first(.contentEncoding)?.valueRange,
            !message.equals(encoding, lowercase: "identity")
        else { return body }
        let coding: Inflation.Coding
        if message.equals(encoding, lowercase: "deflate") {
            coding = .deflate
        } else if message.equals(encoding, lowercase: "gzip") || message.equals(encoding, lowercase: "x-gzip") {
            coding = .gzip
        } else {
            throw SubscriptionRefusal(
                status: 415,
                reason: "Unsupported Media Type",
                rule: "list-encoding",
                headers: [("Accept-Encoding", "deflate, gzip")]
            )
        }
        do throws(InflationError) {
            return try Inflation.inflate(body.span, coding, bytesMax: RequestedList.bytesMax)
        } catch {
            switch error {
            case .broken: throw SubscriptionRefusal(.broken)
            case .tooLarge: throw SubscriptionRefusal(.tooLong)
            }
        }
    }
}

extension SubscriptionRefusal {
    fileprivate init(_ fault: RequestedList.Fault) {
        switch fault {
        case .broken: self.init(status: 400, reason: "Bad Request", rule: "list-broken")
        case .indirect: self.init(status: 403, reason: "Forbidden", rule: "list-indirect")
        case .tooLong: self.init(status: 413, reason: "Request Entity Too Large", rule: "list-too-long")
        }
    }
}
