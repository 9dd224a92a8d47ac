import Foundation

/// JSON with its keys in the order that they are given in, which the contract's examples follow.
struct JSONText {
    /// A value; null is written as such.
    enum Value {
        case string(String)
        case number(Int)
        case bool(Bool)
        case null
        case object([(String, Value)])
        case array([Value])
    }

    static func write(_ value: Value) -> String {
        switch value {
        case .string(let text): quoted(text)
        case .number(let number): String(number)
        case .bool(let bool): bool ? "true" : "false"
        case .null: "null"
        case .object(let fields):
            "{" + fields.map { "\(quoted($0.0)):\(write($0.1))" }.joined(separator: ",") + "}"
        case .array(let values):
            "[" + values.map(write).joined(separator: ",") + "]"
        }
    }

    private static func quoted(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}
