import Testing

@testable import EventBody

@Suite struct MonitoringDocumentTests {
    private func version(of document: String) -> UInt64 {
        let bytes = Array(document.utf8)
        return MonitoringDocument.version(of: bytes.span)
    }

    @Test(arguments: [
        "<dialog-info version='12'", "\u{FEFF}<dialog-info version='12'/>",
        " <?xml version='1.0'?><dialog-info version='12'>",
        "<!-- <dialog-info version='7'/> --><d:dialog-info version='12'/>", "<dialog-info entity='<&' version='12'><&",
    ])
    func versionIsFoundWithoutReadingOn(_ document: String) {
        #expect(version(of: document) == 12)
    }

    @Test(arguments: [
        "", "<dialog-info", "<dialog-info/>", "<x><dialog-info version='12'/></x>", "text <dialog-info version='12'/>",
        "<!DOCTYPE presence SYSTEM 'x'><dialog-info version='12'/>",
        "<!DOCTYPE x [<!ENTITY y \"<dialog-info version='12'/>\">]><dialog-info version='12'/>",
        "<dialog-info version='15550199a'/>", "<presence version='12'/>",
    ])
    func versionIsZeroOtherwise(_ document: String) {
        #expect(version(of: document) == 0)
    }

    @Test func versionIsLookedForNearTheBeginningOnly() {
        let comment = "<!--" + String(repeating: " ", count: Limits.versionSearchBytesMax) + "-->"
        #expect(version(of: comment + "<dialog-info version='12'/>") == 0)
    }
}
