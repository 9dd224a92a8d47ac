import HTTPTypes
import Hummingbird
import PolicyAdministration

/// Which version of a thing a client means (RFC 9110 §13.1).
struct EntityTags: Sendable, Equatable {
    /// What one header says.
    enum Field: Sendable, Equatable {
        /// Any there is.
        case any
        /// One of these, as they stand between the quotes.
        case listed([String])
    }

    /// `If-Match`
    var match: Field?
    /// `If-None-Match`
    var noneMatch: Field?

    /// The conditions of a request.
    init(_ headers: HTTPFields) throws {
        match = try headers[.ifMatch].map { try Self.field($0, "If-Match", isWeakTaken: false) }
        noneMatch = try headers[.ifNoneMatch].map { try Self.field($0, "If-None-Match", isWeakTaken: true) }
    }

    /// Whether a reader has this version already.
    func has(_ tag: String) -> Bool {
        switch noneMatch {
        case .any: true
        case .listed(let tags): tags.contains(tag)
        case nil: false
        }
    }

    /// How a tag is written.
    static func written(_ tag: String) -> String { "\"\(tag)\"" }

    private static func field(_ text: String, _ name: String, isWeakTaken: Bool) throws -> Field {
        let text = trimmed(text[...])
        if text == "*" { return .any }
        var tags: [String] = []
        // Our tags have no comma: one that has is none of ours, and is refused.
        for piece in text.split(separator: ",", omittingEmptySubsequences: false) {
            var tag = trimmed(piece)
            let isWeak = tag.hasPrefix("W/")
            if isWeak { tag = tag.dropFirst(2) }
            guard tag.count >= 2, tag.hasPrefix("\""), tag.hasSuffix("\""), tags.count < APILimits.tagsMax else {
                let problem = FieldProblem.parameter(
                    name,
                    "write `*`, or the `ETag` that you were given, with its quotes"
                )
                throw APIProblem(.malformed, "the header `\(name)` cannot be read", [problem])
            }
            if !isWeak || isWeakTaken { tags.append(String(tag.dropFirst().dropLast())) }
        }
        return .listed(tags)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}
