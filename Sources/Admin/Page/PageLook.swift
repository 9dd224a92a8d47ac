import Mustache
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

    /// A page as HTML.
    func html(_ template: String, _ layout: Layout, _ view: Any) -> String {
        let object: [String: Any] = ["t": strings.sections, "layout": layout, "view": view]
        return library.render(object, withTemplate: template) ?? ""
    }
}
