/// An application with its arguments, as a dial plan of Asterisk calls it: `ChanSpy(PJSIP/${EXTEN:3}-,ES)`.
struct ApplicationCall: Equatable {
    let name: String
    let arguments: String

    /// Applications that call the one in their arguments.
    private static let callers: Set<String> = ["exec", "tryexec", "execif"]

    /// The applications of one priority: the one that is called, and those that it calls in its turn. Names are in lower case.
    static func calls(in text: String) -> [ApplicationCall] {
        guard let open = text.firstIndex(of: "(") else {
            return [ApplicationCall(name: trimmed(text[...]), arguments: "")]
        }
        let close = text.lastIndex(of: ")") ?? text.endIndex
        let inside = open < close ? text[text.index(after: open)..<close] : text[text.index(after: open)...]
        let call = ApplicationCall(name: trimmed(text[..<open]), arguments: String(inside))
        return callers.contains(call.name) ? [call] + nested(in: call.arguments) : [call]
    }

    /// Every `name(arguments)` in a text.
    private static func nested(in text: String) -> [ApplicationCall] {
        var found: [ApplicationCall] = []
        var rest = text[...]
        while found.count < DialplanLimits.nestedCallsMax, let open = rest.firstIndex(of: "(") {
            let name = rest[..<open].reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            let after = rest[rest.index(after: open)...]
            if !name.isEmpty {
                found.append(ApplicationCall(name: String(name.reversed()).lowercased(), arguments: balanced(after)))
            }
            rest = after
        }
        return found
    }

    /// What stands before the parenthesis that closes.
    private static func balanced(_ text: Substring) -> String {
        var depth = 1
        for index in text.indices {
            if text[index] == "(" { depth += 1 }
            if text[index] == ")" { depth -= 1 }
            if depth == 0 { return String(text[..<index]) }
        }
        return String(text)
    }

    /// The arguments in two: up to the first comma outside of parentheses, brackets, braces and quotes, and what follows.
    var split: (first: String, rest: String) {
        var depth = 0
        var isQuoted = false
        for index in arguments.indices {
            switch arguments[index] {
            case "\"": isQuoted.toggle()
            case "(", "[", "{": depth += 1
            case ")", "]", "}": depth -= 1
            case "," where depth <= 0 && !isQuoted:
                return (Self.stripped(arguments[..<index]), Self.stripped(arguments[arguments.index(after: index)...]))
            default: break
            }
        }
        return (Self.stripped(arguments[...]), "")
    }

    private static func trimmed(_ text: Substring) -> String { stripped(text).lowercased() }

    private static func stripped(_ text: Substring) -> String {
        String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
