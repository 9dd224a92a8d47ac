/// A part of a long list, and where the next begins.
struct Page<Entry> {
    let entries: [Entry]
    /// How many there are on all pages.
    let total: Int
    /// The key of the last entry, where more follow.
    let last: String?

    /// The page that a call asks for.
    ///
    /// - Parameters:
    ///   - all: everything, in order.
    ///   - key: what an entry is known by.
    ///   - isBefore: the order of the keys. A page goes on behind its key even when that is gone.
    init(_ all: [Entry], _ call: APICall, key: (Entry) -> String, by isBefore: (String, String) -> Bool = { $0 < $1 })
        throws
    {
        let limit = call.number("limit") ?? APILimits.pageDefault
        var rest = all[...]
        if let cursor = call.text("after") {
            guard let after = Cursor.read(cursor) else {
                throw APIProblem.parameter("after", "take it from the `next` of the page before")
            }
            // By halves: a list may have 100,000 entries, and a reader goes through all its pages.
            var (low, high) = (all.startIndex, all.endIndex)
            while low < high {
                let middle = low + (high - low) / 2
                if isBefore(after, key(all[middle])) { high = middle } else { low = middle + 1 }
            }
            rest = all[low...]
        }
        entries = Array(rest.prefix(limit))
        total = all.count
        last = rest.count > limit ? entries.last.map(key) : nil
    }

    /// The page as JSON.
    func json(_ call: APICall, _ write: (Entry) -> JSONValue) -> JSONValue {
        .fields([
            ("items", .array(entries.map(write))),
            ("total", .integer(Int64(total))),
            ("next", last.map { .string(PageLink.next(call, $0)) }),
        ])
    }
}

/// Where the next page is.
enum PageLink {
    /// The request of a call with another beginning.
    static func next(_ call: APICall, _ key: String) -> String { next(call, cursor: Cursor.write(key)) }

    /// The same with a cursor that another has made.
    static func next(_ call: APICall, cursor: String) -> String {
        let cut = call.target.firstIndex(of: "?") ?? call.target.endIndex
        let query = call.target[cut...].dropFirst().split(separator: "&").filter { !$0.hasPrefix("after=") }
        return call.target[..<cut] + "?" + (query + ["after=\(PercentEncoding.encode(cursor))"]).joined(separator: "&")
    }
}

/// Where a page begins, in a form that nobody builds upon.
enum Cursor {
    /// The key as hexadecimal digits.
    static func write(_ key: String) -> String {
        key.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The key; nil when the text is none of ours.
    static func read(_ cursor: String) -> String? {
        var (bytes, rest): ([UInt8], Substring) = ([], cursor[...])
        while !rest.isEmpty {
            guard rest.utf8.count >= 2, let byte = UInt8(rest.prefix(2), radix: 16), rest.first != "+" else {
                return nil
            }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
