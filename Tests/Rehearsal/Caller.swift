import Foundation

/// Somebody outside who calls, and all that would give them away.
public struct Caller: Sendable {
    /// The number.
    public let number = "15550199"
    /// The display name.
    public let name = "Alice Caller"
    /// The From tag of the call.
    public let tag: String
    /// The Call-ID of the call.
    public let callID: String

    /// A new call with a tag and a Call-ID of its own.
    public init() {
        let mark = UUID().uuidString.lowercased()
        tag = "caller-\(mark.prefix(8))"
        callID = "call-\(mark)@trunk.example"
    }

    /// The marks of the caller that are found in a message, whether written plainly, percent-encoded or in base64.
    ///
    /// `calleeTag` is the To tag of the call, once known.
    public func marks(in message: WireMessage, calleeTag: String? = nil) -> [String] {
        let marks =
            [number, name, "Alice", tag, callID, String(callID.prefix { $0 != "@" })] + [calleeTag].compactMap { $0 }
        let readings = [message.text, message.text.removingPercentEncoding ?? ""].map { $0.lowercased() }
        return marks.filter { mark in
            let base64 = Data(mark.utf8).base64EncodedString().replacing("=", with: "").dropLast().description
            return readings.contains { $0.contains(mark.lowercased()) } || message.text.contains(base64)
        }
    }
}
