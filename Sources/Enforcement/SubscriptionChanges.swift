import SIPMessage

/// How a SUBSCRIBE that its sender may send differs when it goes on to the PBX, besides routing.
struct SubscriptionChanges {
    /// The package that it asks for.
    let package: EventPackage
    /// Whether its body stays behind.
    var removesBody = false
}

/// Why a SUBSCRIBE that its sender may send does not go on: what it asks for, or with, is nothing that we can judge.
struct SubscriptionRefusal: Error {
    let status: Int
    let reason: String
    let rule: String
    var headers: [(String, String)] = []
}

extension Pipeline {
    /// Judges what a SUBSCRIBE asks to be sent, and the body that it asks with.
    func changes(of arrival: Arrival, _ package: EventPackage) throws(SubscriptionRefusal) -> SubscriptionChanges {
        var changes = SubscriptionChanges(package: package)
        let acceptable = acceptable(in: arrival.message)
        if package.defaultType != nil, package.accepted(in: arrival.message).isDisjoint(with: acceptable) {
            throw SubscriptionRefusal(
                status: 406,
                reason: "Not Acceptable",
                rule: "nothing-acceptable",
                headers: [("Accept", acceptable.text)]
            )
        }
        if arrival.message.body.count > 0 {
            guard isFilter(arrival.message) else {
                throw SubscriptionRefusal(
                    status: 415,
                    reason: "Unsupported Media Type",
                    rule: "subscribe-body",
                    headers: [("Accept", "")]
                )
            }
            // A filter only ever asks for less (RFC 4660 §5), so that without it nothing is shown that might not be.
            changes.removesBody = true
        }
        return changes
    }

    /// The answer to a SUBSCRIBE of which nothing goes on.
    func refuse(_ arrival: Arrival, _ refusal: SubscriptionRefusal, judged judgement: Judgement) -> Outcome {
        var judgement = judgement
        judgement.rule = refusal.rule
        return refuse(arrival, refusal.status, refusal.reason, judged: judgement, headers: refusal.headers)
    }

    private func isFilter(_ message: SIPMessage) -> Bool {
        guard let type = message.first(.contentType)?.valueRange else { return false }
        return message.equals(message.mediaTypeName(type), lowercase: "application/simple-filter+xml")
    }
}
