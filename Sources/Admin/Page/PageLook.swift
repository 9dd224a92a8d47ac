import Hummingbird
import Mustache
import NIOCore
import PolicyAdministration

/// How pages look: the templates, the words, the style and the script, all from within the program.
struct PageLook: Sendable {
    /// A file that browsers fetch.
    struct Asset: Sendable {
        let path: String
        let type: String
        let bytes: [UInt8]
        /// The path with a mark that changes with the content, so that it may be kept for ever.
        let address: String

        init(_ path: String, _ type: String, _ bytes: [UInt8]) {
            (self.path, self.type, self.bytes) = (path, type, bytes)
            address = "\(path)?v=\(PartTag(of: String(decoding: bytes, as: UTF8.self)).text)"
        }
    }

    /// Something of ours cannot be read.
    struct BrokenError: Error, CustomStringConvertible {
        let description: String
    }

    /// The one of this program, whose files a test reads.
    static let own = Result { try PageLook() }

    let strings: Strings
    let style = Asset("/assets/page.css", "text/css; charset=utf-8", PageFiles.style)
    let script = Asset("/assets/page.js", "text/javascript; charset=utf-8", PageFiles.script)
    let icon = Asset("/assets/icon.svg", "image/svg+xml", PageFiles.icon)
    private let library: MustacheLibrary

    init() throws {
        guard let strings = Strings(json: PageFiles.strings) else {
            throw BrokenError(description: "strings.json is no object of objects of texts")
        }
        self.strings = strings
        var library = MustacheLibrary()
        for (name, bytes) in PageFiles.templates {
            do {
                try library.register(String(decoding: bytes, as: UTF8.self), named: name)
            } catch {
                throw BrokenError(description: "\(name).mustache: \(error)")
            }
        }
        self.library = library
    }

    /// A page of those who sign in, with these values in it. What is nil is left out: the library would write the word.
    func page(_ name: String, _ values: [String: Any?], _ status: HTTPResponse.Status) -> Response {
        var object = values.compactMapValues { $0 }
        object["t"] = strings.sections
        let text = library.render(object, withTemplate: name) ?? ""
        return Response(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: text))
        )
    }

    /// What was done just before, by a word in an address that is one of ours; nil for nothing.
    func done(_ section: String, _ word: String?) -> String? {
        word.flatMap { strings.sections[section]?["done-\($0)"] }
    }

    /// A page as HTML.
    func html(_ template: String, _ layout: Layout, _ view: Any) -> String {
        let object: [String: Any] = ["t": strings.sections, "layout": layout, "view": view]
        return library.render(object, withTemplate: template) ?? ""
    }
}
