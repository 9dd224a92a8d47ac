import Foundation
import FoundationXML

/// An element as a phone's parser would hold it. Read with libxml2, not with the product's own reader.
final class ClientElement {
    let local: String
    let namespace: String
    let qualified: String
    let attributes: [String: String]
    fileprivate(set) var children: [ClientElement] = []
    fileprivate(set) var text = ""

    fileprivate init(_ local: String, _ namespace: String, _ qualified: String, _ attributes: [String: String]) {
        self.local = local
        self.namespace = namespace
        self.qualified = qualified
        self.attributes = attributes
    }

    /// The root of `document`; nil if it is not well-formed.
    static func read(_ document: String) -> ClientElement? {
        let builder = TreeBuilder()
        guard WellFormed.fault(in: Array(document.utf8), for: builder) == nil else { return nil }
        return builder.root
    }

    func isNamed(_ local: String, in namespace: String) -> Bool { self.local == local && self.namespace == namespace }

    func child(_ local: String, in namespace: String) -> ClientElement? {
        children.first { $0.isNamed(local, in: namespace) }
    }

    func child(local: String) -> ClientElement? { children.first { $0.local == local } }

    func child(qualified: String) -> ClientElement? { children.first { $0.qualified == qualified } }
}

private final class TreeBuilder: ErrorCollector {
    var root: ClientElement?
    private var open: [ClientElement] = []

    override func parser(
        _ parser: XMLParser,
        didStartElement elementName: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes: [String: String]
    ) {
        let node = ClientElement(elementName, namespaceURI ?? "", qualifiedName ?? elementName, attributes)
        open.last?.children.append(node)
        root = root ?? node
        open.append(node)
    }

    override func parser(_ parser: XMLParser, didEndElement: String, namespaceURI: String?, qualifiedName: String?) {
        open.removeLast()
    }

    override func parser(_ parser: XMLParser, foundCharacters string: String) {
        open.last?.text += string
    }
}
