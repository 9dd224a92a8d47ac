/// An extension that a policy knows, because it is listed or because somebody owns it.
public struct KnownExtension: Equatable, Sendable {
    /// The number as written in the policy.
    public let number: String
    /// The name of the user who owns it; nil when nobody does.
    public let owner: String?
    /// Whether nobody may listen to it without a consent.
    public let isConsentRequired: Bool
}

extension PolicySnapshot {
    /// The extension of a number, in any ASCII case; nil when it is neither listed nor owned. Slow: for commands, not for messages.
    public func knownExtension(_ number: String, in organization: OrganizationID) -> KnownExtension? {
        guard holds(organization),
            case .extension(let index) = subject(number.utf8Span.span, in: organization)
        else { return nil }
        return KnownExtension(
            number: tables.extensionNumbers[index],
            owner: tables.ownerName(of: index),
            isConsentRequired: tables.isConsentRequired[index]
        )
    }

    /// What is wrong with a consent of this person for an extension, in words for the operator; nil when nothing is. Slow.
    ///
    /// A person is named freely, but one user does not consent for another: that would be a wrong extension or a wrong person.
    public func problem(
        withConsentOf person: String,
        for known: KnownExtension,
        in organization: OrganizationID
    ) -> String? {
        guard let owner = known.owner, ASCIICase.fold(owner) != ASCIICase.fold(person),
            user(named: person.utf8Span.span, in: organization) != nil
        else { return nil }
        return "`\(known.number)` belongs to `\(owner)`, for whom `\(person)` cannot consent; "
            + "check the extension and the person"
    }

    /// Whether listening to anything needs a consent, in any organisation.
    public var isConsentRequired: Bool {
        tables.isConsentRequired.contains(true) || tables.organizations.contains { $0.unlistedLacksConsent }
    }
}
