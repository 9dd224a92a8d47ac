/// One thing that must hold before the proxy may be sent traffic.
public struct ReadinessCheck: Sendable, Codable, Equatable {
    /// What is looked at, in kebab-case.
    public let name: String
    /// Whether it holds.
    public let ok: Bool
    /// In words, for the person who reads the answer.
    public let detail: String

    /// A check's result.
    public init(name: String, ok: Bool, detail: String) {
        self.name = name
        self.ok = ok
        self.detail = detail
    }
}

/// What the admin address asks of the running proxy. The proxy does not know this target, nor this target the proxy.
public protocol ReadinessSource: Sendable {
    /// Every check, each time anew.
    func checks() -> [ReadinessCheck]
}
