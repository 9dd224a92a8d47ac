import Foundation
import FoundationXML

/// A second opinion on well-formedness, from a parser that is not ours.
enum WellFormed {
    /// What libxml2 finds wrong; nil if nothing. Foundation's `parse()` alone is no check: it returns true for a
    /// document with a second root or unclosed elements, and only the errors tell.
    ///
    /// Too short a document makes Foundation report nothing at all; the caller must not ask about one.
    static func fault(in document: [UInt8]) -> String? {
        let errors = ErrorCollector()
        let parser = XMLParser(data: Data(document))
        parser.shouldProcessNamespaces = true
        parser.delegate = errors
        let isParsed = parser.parse()
        if let code = errors.codes.first { return "error \(code)" }
        return isParsed || parser.parserError != nil ? nil : "not parsed"
    }
}

private final class ErrorCollector: NSObject, XMLParserDelegate {
    /// XML_WAR_NS_URI, a warning of libxml2 about a namespace that is no URI.
    private static let namespaceIsNoURI = 99

    var codes: [Int] = []

    func parser(_ parser: XMLParser, parseErrorOccurred parseError: any Error) {
        let code = (parseError as NSError).code
        if code != Self.namespaceIsNoURI { codes.append(code) }
    }
}
