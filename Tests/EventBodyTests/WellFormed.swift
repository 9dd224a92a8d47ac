import Foundation
import FoundationXML

/// A second opinion on well-formedness, from a parser that is not ours.
enum WellFormed {
    /// What libxml2 finds wrong; nil if nothing. Foundation's `parse()` alone is no check: it returns true for a
    /// document with a second root or unclosed elements, and only `parserError` tells.
    static func fault(in document: [UInt8]) -> String? {
        let parser = XMLParser(data: Data(document))
        parser.shouldProcessNamespaces = true
        let isParsed = parser.parse()
        if let error = parser.parserError { return "\(error)" }
        return isParsed ? nil : "not parsed"
    }
}
