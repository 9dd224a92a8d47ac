@testable import EventBody

/// What a token source makes of a document, as text: `<name a=v` for a start, `>` for an end, `'text'`, and at the end
/// `.`, `malformed`, or the reason of refusal.
enum TokenTrace {
    static func strict(_ document: String) -> String {
        var source = StrictTokenizer(start: 0)
        return trace(&source, Array(document.utf8))
    }

    static func tolerant(_ document: String) -> String {
        var source = TolerantScanner(start: 0)
        return trace(&source, Array(document.utf8))
    }

    static func trace<Source: TokenSource>(_ source: inout Source, _ bytes: [UInt8]) -> String {
        var parts: [String] = []
        func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        while true {
            do throws(XMLError) {
                switch try source.next(bytes.span) {
                case .start(let name):
                    let attributes = source.attributes.map { " \(text($0.name))=\(text($0.value))" }.joined()
                    parts.append("<\(text(name.local))\(attributes)")
                case .end: parts.append(">")
                case .text(let range), .literal(let range): parts.append("'\(text(range))'")
                case .finished: return (parts + ["."]).joined(separator: " ")
                }
            } catch {
                switch error {
                case .malformed: return (parts + ["malformed"]).joined(separator: " ")
                case .refused(let reason): return (parts + [reason.rawValue]).joined(separator: " ")
                }
            }
        }
    }
}
