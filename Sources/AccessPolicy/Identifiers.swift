/// An organisation in one ``PolicySnapshot``.
///
/// Dense from 0. An id from another snapshot is not mistaken for one of this snapshot's: it is refused.
public struct OrganizationID: Hashable, Sendable {
    let index: UInt32
    let edition: UInt32
}

/// A user in one ``PolicySnapshot``, unique over all its organisations.
///
/// Dense from 0. An id from another snapshot (another revision) is treated as an unidentified watcher, because the same
/// index may be somebody else there. So keep names across messages, and look ids up anew.
public struct UserID: Hashable, Sendable {
    let index: UInt32
    let edition: UInt32
}

/// A security role of one organisation, dense from 0 within it.
public struct RoleID: Hashable, Sendable {
    let index: UInt32
}
