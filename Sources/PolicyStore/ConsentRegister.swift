import AccessPolicy

/// What the entries of a register come to, read so far.
public struct ConsentRegister: Sendable {
    /// The consents that stand.
    public private(set) var standing = StandingConsents()
    /// The number of the last entry; 0 when there was none.
    public private(set) var last: Int64 = 0

    /// What these entries come to, which are the first of the register.
    public init(_ entries: [ConsentEntry] = []) {
        take(entries)
    }

    /// Takes in the entries that come next.
    public mutating func take(_ entries: [ConsentEntry]) {
        for entry in entries {
            switch entry.event {
            case .given(by: _, on: _, let owner):
                standing.give(for: entry.extensionNumber, of: entry.organization, owner: owner)
            case .withdrawn: standing.withdraw(for: entry.extensionNumber, of: entry.organization)
            }
            last = max(last, entry.number)
        }
    }
}
