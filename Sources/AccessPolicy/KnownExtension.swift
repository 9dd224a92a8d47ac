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

    /// Whether listening to anything needs a consent, in any organisation.
    public var isConsentRequired: Bool {
        tables.isConsentRequired.contains(true) || tables.organizations.contains { $0.unlistedLacksConsent }
    }
}
