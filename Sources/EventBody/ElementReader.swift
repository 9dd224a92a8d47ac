/// A reader of one kind of document, which knows every element by its parent and takes what it looks for.
protocol ElementReader {
    /// What an element is to this reader.
    associatedtype Place

    /// What the open elements are, the root first.
    var path: [Place] { get set }
    /// The text of the innermost element, where it is collected.
    var text: TextCollector { get set }

    /// Whether the text of such an element is collected; `enter` begins it.
    static func collects(_ place: Place) -> Bool
    /// What an element is whose parent is the last of `path`.
    func place(of name: XMLName, _ bytes: Span<UInt8>) -> Place
    /// An element has begun; its attributes are in `source`.
    mutating func enter<Source: TokenSource>(_ place: Place, _ source: Source, _ bytes: Span<UInt8>) throws(XMLError)
    /// An element has ended.
    mutating func leave(_ place: Place)
}

extension ElementReader {
    /// Reads from behind the root's start tag to the end of the document.
    ///
    /// - Throws: what `source` and `enter` throw.
    mutating func readContent<Source: TokenSource>(
        _ source: inout Source,
        _ bytes: Span<UInt8>
    ) throws(XMLError) {
        while true {
            switch try source.next(bytes) {
            case .start(let name):
                let place = place(of: name, bytes)
                path.append(place)
                try enter(place, source, bytes)
            case .end:
                if let place = path.popLast() { leave(place) }
            case .text(let range):
                if let place = path.last, Self.collects(place) { text.appendText(range, bytes) }
            case .literal(let range):
                if let place = path.last, Self.collects(place) { text.appendLiteral(range, bytes) }
            case .finished:
                return
            }
        }
    }
}
