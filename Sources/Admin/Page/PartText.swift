import AccessPolicy
import Foundation

/// What a part of the policy says, line by line, for people: each key of its JSON with its value in words.
struct PartText {
    private let values: [String: String]
    private let strings: Strings

    init(_ item: PolicyItem, _ strings: Strings) {
        self.strings = strings
        let parsed = try? JSONSerialization.jsonObject(with: Data(item.content.utf8))
        switch parsed {
        case let object as [String: Any]:
            var values: [String: String] = [:]
            Self.flatten(object, under: "", into: &values)
            self.values = values
        case let array as [Any]: values = ["members": Self.text(array)]
        default: values = [:]
        }
    }

    /// Label, and what each of two versions says; nil where one says nothing.
    func lines(with other: PartText?) -> [(label: String, first: String?, second: String?)] {
        let keys = Set(values.keys).union(other?.values.keys ?? [:].keys)
        return keys.sorted().map { (label($0), values[$0], other?.values[$0]) }
    }

    private func label(_ key: String) -> String {
        strings.sections["parts"]?[key] ?? key
    }

    private static func flatten(_ object: [String: Any], under prefix: String, into values: inout [String: String]) {
        for (key, value) in object {
            let name = prefix.isEmpty ? key : "\(prefix).\(key)"
            if let inner = value as? [String: Any], inner["only"] == nil {
                flatten(inner, under: name, into: &values)
            } else {
                values[name] = text(value)
            }
        }
    }

    private static func text(_ value: Any) -> String {
        switch value {
        case let text as String: text
        case let list as [Any]: list.map(text).joined(separator: ", ")
        case let object as [String: Any]:
            object.sorted { $0.key < $1.key }.map { "\($0.key): \(text($0.value))" }.joined(separator: "; ")
        default: "\(value)"
        }
    }
}
