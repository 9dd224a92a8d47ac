import Enforcement

/// An address that could not be listened on.
public struct ListenError: Error, CustomStringConvertible {
    /// In words for the operator, with the address and what the system said.
    public let description: String

    init(_ endpoint: Endpoint, _ cause: any Error) {
        description = "`\(endpoint.transport.name)://\(endpoint.text)` cannot be listened on: \(cause)"
    }

    /// Says which address it was when one cannot be bound; the system's error does not.
    static func naming<Value>(_ endpoint: Endpoint, _ bind: () async throws -> Value) async throws -> Value {
        do {
            return try await bind()
        } catch {
            throw ListenError(endpoint, error)
        }
    }
}
