/// A way to prove who one is (`identity`); they are tried in the configured order.
public enum IdentityMethod: String, Sendable, CaseIterable {
    /// The PBX accepted a REGISTER over this flow.
    case registration
    /// The request answers a challenge of ours.
    case digest
    /// A client certificate shown over this connection names the address-of-record.
    case tls
    /// A server that has authenticated already says so.
    case peer
}

/// What proved who sent a request.
public enum Proof: String, Sendable, CaseIterable {
    /// The binding of the flow.
    case registration
    /// The response to a challenge of ours.
    case digest
    /// The client certificate.
    case tls
    /// The word of a listed server.
    case peer
    /// The signed token of the dialog, which was made when one of the others had proven it.
    case dialog
}

/// What listening needs besides the right to it (`listening-requires`).
public enum ListeningProof: String, Sendable, CaseIterable {
    /// The request itself must answer a challenge of ours.
    case digest
    /// The phone must have shown a client certificate.
    case tls
    /// The request must have come over a connection, whose far end cannot be made up.
    case stream
}
