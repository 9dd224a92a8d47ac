import Hummingbird
import Mustache
import NIOCore

extension MustacheLibrary {
    /// A page with these values in it. What is nil is left out: the library would write the word.
    func page(_ name: String, _ values: [String: Any?], _ status: HTTPResponse.Status) -> Response {
        let text = render(values.compactMapValues { $0 }, withTemplate: name) ?? ""
        return Response(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: text))
        )
    }
}
