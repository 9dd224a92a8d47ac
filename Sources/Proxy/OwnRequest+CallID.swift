import Enforcement

extension OwnRequest {
    /// A Call-ID that nobody can guess, so that an answer to it is one.
    static func newCallID() -> String { "es-\(UInt64.random(in: 0...(.max)))" }
}
