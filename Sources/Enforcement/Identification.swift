/// What one method says about who sent a request.
enum Identification {
    /// It is this one; whether the policy has a user of that name is another question.
    case known(Sender)
    /// It would be, if a challenge were answered.
    case challenge(DigestChallenge)
    /// Flow, From and credentials do not name one person.
    case failed(String)
    /// Something was brought as proof and is false: no other method is asked.
    case contradicted(String)
    /// There is nothing that the method could go by.
    case notTried(String)
}

extension Pipeline {
    /// Who sent a request, by the first method that knows (`identity`). A challenge is due only when no method knows and one could
    /// by a challenge.
    func identify(_ arrival: Arrival) -> Sender {
        var challenge: DigestChallenge?
        var failure: String?
        var excuse: String?
        for method in settings.identity {
            switch identify(arrival, by: method) {
            case .known(let sender): return sender
            case .challenge(let due): challenge = due
            case .failed(let rule): failure = failure ?? rule
            case .contradicted(let rule): return .unknown(rule)
            case .notTried(let rule): excuse = excuse ?? rule
            }
        }
        return .unknown(challenge?.rule ?? failure ?? excuse ?? "no-identity-method", challenge: challenge)
    }

    private func identify(_ arrival: Arrival, by method: IdentityMethod) -> Identification {
        switch method {
        case .registration: byRegistration(arrival)
        case .digest: byDigest(arrival)
        case .tls: byCertificate(arrival)
        case .peer: byPeer(arrival)
        }
    }

    /// The sender again, if it has proven what listening demands (`listening-requires`); else nobody, with the challenge that would do.
    func provenForListening(_ sender: Sender, _ arrival: Arrival) -> Sender {
        switch settings.listeningRequires {
        case nil:
            return sender
        case .digest:
            if sender.how == .digest { return sender }
            return switch byDigest(arrival) {
            case .known(let found): found.user == sender.user ? found : .unknown("credentials-of-another")
            case .challenge(let due): .unknown(due.rule, challenge: due)
            case .failed(let rule), .contradicted(let rule), .notTried(let rule): .unknown(rule)
            }
        case .tls:
            if sender.how == .tls { return sender }
            return switch byCertificate(arrival) {
            case .known(let found): found.user == sender.user ? found : .unknown("certificate-of-another")
            case .failed(let rule), .contradicted(let rule): .unknown(rule)
            case .challenge, .notTried: .unknown("listening-requires-tls")
            }
        case .stream:
            return arrival.flow.remote.transport.isReliable ? sender : .unknown("listening-requires-stream")
        }
    }
}
