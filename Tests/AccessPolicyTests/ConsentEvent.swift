import AccessPolicy

/// A consent that is given or withdrawn, as the oracle reads it.
struct ConsentEvent {
    var organization: String
    var number: String
    /// Who owned the extension then; for a consent only.
    var owner: String?
    var isWithdrawal: Bool
}

extension StandingConsents {
    /// What stands after these events, in their order.
    init(_ events: [ConsentEvent]) {
        self.init()
        for event in events {
            if event.isWithdrawal {
                withdraw(for: event.number, of: event.organization)
            } else {
                give(for: event.number, of: event.organization, owner: event.owner)
            }
        }
    }
}
