import Foundation
import FoundationXML

/// A second opinion on well-formedness, from a parser that is not ours.
enum WellFormed {
    /// What libxml2 finds wrong; nil if nothing. Foundation's `parse()` alone is no check: it returns true for a
    /// document with a second root or unclosed elements, and only the errors tell.
    ///
    /// Too short a document makes Foundation report nothing at all; the caller must not ask about one.
    static func fault(in document: [UInt8]) -> String? { fault(in: document, for: ErrorCollector()) }

    /// The same, for a delegate that looks at more than the errors.
    static func fault(in document: [UInt8], for errors: ErrorCollector) -> String? {
        let parser = XMLParser(data: Data(document))
        parser.shouldProcessNamespaces = true
        parser.delegate = errors
        let isParsed = parser.parse()
        if let code = errors.codes.first { return "error \(code)" }
        return isParsed || parser.parserError != nil ? nil : "not parsed"
    }
}

/// Takes down what a parser complains of, and lets a subclass see the elements.
class ErrorCollector: NSObject, XMLParserDelegate {
    /// XML_WAR_NS_URI, a warning of libxml2 about a namespace that is no URI.
    private static let namespaceIsNoURI = 99

    private(set) var codes: [Int] = []

    func parser(_ parser: XMLParser, parseErrorOccurred parseError: any Error) {
        let code = (parseError as NSError).code
        if code != Self.namespaceIsNoURI { codes.append(code) }
    }

    func parser(
        _ parser: XMLParser,
        didStartElement elementName: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes: [String: String]
    ) {}

    func parser(_ parser: XMLParser, didEndElement: String, namespaceURI: String?, qualifiedName: String?) {}

    func parser(_ parser: XMLParser, foundCharacters string: String) {}
}
