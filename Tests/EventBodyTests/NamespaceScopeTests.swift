import Testing

@testable import EventBody

@Suite struct NamespaceScopeTests {
    /// The namespaces of the elements of `document`, in the order of their start tags.
    private func namespaces(in document: String) -> [Namespace] {
        var source = StrictTokenizer(start: 0)
        let bytes = Array(document.utf8)
        var found: [Namespace] = []
        while let token = try? source.next(bytes.span) {
            if case .finished = token { return found }
            if case .start(let name) = token { found.append(name.namespace) }
        }
        return []
    }

    private static let pidf = "urn:ietf:params:xml:ns:pidf"

    @Test func elementWithoutDeclarationHasNone() {
        #expect(namespaces(in: "<a/>") == [.none])
    }

    @Test func defaultDeclarationHoldsForChildren() {
        #expect(namespaces(in: "<a xmlns='\(Self.pidf)'><b/></a>") == [.pidf, .pidf])
    }

    @Test func innerDeclarationEndsWithItsElement() {
        #expect(namespaces(in: "<a xmlns='\(Self.pidf)'><b xmlns='u'/><c/></a>") == [.pidf, .other, .pidf])
    }

    @Test func defaultDeclarationCanBeTakenBack() {
        #expect(namespaces(in: "<a xmlns='\(Self.pidf)'><b xmlns=''/></a>") == [.pidf, .none])
    }

    @Test func prefixIsOnlyAName() {
        #expect(
            namespaces(in: "<dm:a xmlns:dm='\(Self.pidf)' xmlns='u'><rpid:b xmlns:rpid='u'/></dm:a>") == [
                .pidf, .other,
            ]
        )
    }

    @Test func declarationIsComparedByteForByte() {
        #expect(namespaces(in: "<a xmlns='\(Self.pidf) '/>") == [.other])
        #expect(namespaces(in: "<a xmlns='URN:ietf:params:xml:ns:pidf'/>") == [.other])
    }
}
