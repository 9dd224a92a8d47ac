import SIPMessage

/// The user names that a request's digest credentials claim (RFC 3261 §22, RFC 7616 §3.4).
///
/// The PBX checks the credentials; we only demand that they are for the person whom flow and From name.
enum Credentials: Equatable {
    case none
    /// The names, one for each credential, unquoted.
    case names([[UInt8]])
    /// A credential that is not plain digest with one user name: nobody can say whom the PBX will take it for.
    case unreadable

    init(of message: SIPMessage) {
        var names: [[UInt8]] = []
        for header in message.headers where header.name == .authorization || header.name == .proxyAuthorization {
            guard let name = Self.userName(message.copy(header.valueRange)), names.count < Limits.listItemsMax else {
                self = .unreadable
                return
            }
            names.append(name)
        }
        self = names.isEmpty ? .none : .names(names)
    }

    private static func userName(_ value: [UInt8]) -> [UInt8]? {
        guard var cursor = CredentialCursor(digest: value) else { return nil }
        var found: [UInt8]?
        while let parameter = cursor.next() {
            if parameter.name == Array("userhash".utf8) || parameter.name == Array("username*".utf8) { return nil }
            guard parameter.name == Array("username".utf8) else { continue }
            guard found == nil else { return nil }
            found = parameter.value
        }
        return cursor.isAtEnd ? found : nil
    }
}

/// Walks `name=value, name="quoted value"` (RFC 7235 §2.1); stops short of the end at anything else.
struct CredentialCursor {
    private static let scheme = Array("digest".utf8)

    private let bytes: [UInt8]
    private var index: Int

    /// At the first parameter; nil when the value is of another scheme.
    init?(digest value: [UInt8]) {
        let count = Self.scheme.count
        guard value.count > count, value.prefix(count).map(ASCII.lowercased) == Self.scheme,
            value[count] == UInt8(ascii: " ") || value[count] == UInt8(ascii: "\t")
        else { return nil }
        bytes = value
        index = count + 1
    }

    private(set) var isAtEnd = false

    mutating func next() -> (name: [UInt8], value: [UInt8])? {
        skip { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: ",") }
        guard index < bytes.count else {
            isAtEnd = true
            return nil
        }
        let start = index
        skip {
            ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "*")
        }
        let name = bytes[start..<index].map(ASCII.lowercased)
        skip { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard !name.isEmpty, index < bytes.count, bytes[index] == UInt8(ascii: "=") else { return nil }
        index += 1
        skip { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard let value = index < bytes.count && bytes[index] == UInt8(ascii: "\"") ? quoted() : token() else {
            return nil
        }
        return (name, value)
    }

    private mutating func token() -> [UInt8]? {
        let start = index
        skip { $0 > 0x20 && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\"") }
        return index > start ? Array(bytes[start..<index]) : nil
    }

    private mutating func quoted() -> [UInt8]? {
        index += 1
        var value: [UInt8] = []
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index += 1
                return value
            case UInt8(ascii: "\\"):
                guard index + 1 < bytes.count else { return nil }
                value.append(bytes[index + 1])
                index += 2
            case let byte:
                value.append(byte)
                index += 1
            }
        }
        return nil
    }

    private mutating func skip(while matches: (UInt8) -> Bool) {
        while index < bytes.count, matches(bytes[index]) { index += 1 }
    }
}
