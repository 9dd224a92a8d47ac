import AccessPolicy
import EventBody
import SIPMessage

/// How a SUBSCRIBE that its sender may send differs when it goes on to the PBX, besides routing.
struct SubscriptionChanges {
    /// What it asks to be sent.
    let asked: AskedTypes
    /// What becomes of its body.
    var body = Body.none

    /// What becomes of a body.
    enum Body {
        /// There is none, and there will be none.
        case none
        /// A list of members takes its place, in the words of ours.
        case list([UInt8])
    }
}

/// Why a SUBSCRIBE that its sender may send does not go on: what it asks for, or with, is nothing that we can judge.
struct SubscriptionRefusal: Error {
    let status: Int
    let reason: String
    let rule: String
    var headers: [(String, String)] = []
    /// Who may not be seen, when that is it.
    var target: [UInt8]?
}

extension Pipeline {
    /// Judges what a SUBSCRIBE asks to be sent, and the body that it asks with.
    func changes(
        of arrival: Arrival,
        _ asked: AskedTypes,
        watcher: UserID?,
        _ organization: OrganizationID?
    ) throws(SubscriptionRefusal) -> SubscriptionChanges {
        let message = arrival.message
        let package = asked.package
        if package.defaultType != nil, asked.types.isDisjoint(with: asked.acceptable) {
            throw SubscriptionRefusal(
                status: 406,
                reason: "Not Acceptable",
                rule: "nothing-acceptable",
                headers: [("Accept", asked.acceptable.text)]
            )
        }
        // A filter only ever asks for less (RFC 4660 §5), so that without it nothing is shown that might not be.
        if message.body.count == 0 || hasBody(message, of: "application/simple-filter+xml") {
            return SubscriptionChanges(asked: asked)
        }
        let takesLists = settings.requestLists == .judge && package.isMonitored
        guard takesLists, hasBody(message, of: "application/resource-lists+xml") else {
            throw SubscriptionRefusal(
                status: 415,
                reason: "Unsupported Media Type",
                rule: "subscribe-body",
                headers: [("Accept", takesLists ? RequestedList.contentType : "")]
            )
        }
        let list = try judgedList(arrival, package, watcher: watcher, organization)
        return SubscriptionChanges(asked: asked, body: .list(list))
    }

    /// The answer to a SUBSCRIBE of which nothing goes on.
    func refuse(_ arrival: Arrival, _ refusal: SubscriptionRefusal, judged judgement: Judgement) -> Outcome {
        var judgement = judgement
        judgement.rule = refusal.rule
        if refusal.status == 403 { judgement.disclosure = .none }
        if let target = refusal.target { judgement.target = target }
        return refuse(arrival, refusal.status, refusal.reason, judged: judgement, headers: refusal.headers)
    }

    private func hasBody(_ message: SIPMessage, of type: StaticString) -> Bool {
        guard let value = message.first(.contentType)?.valueRange else { return false }
        return MediaType(value, in: message).equals(type)
    }
}
