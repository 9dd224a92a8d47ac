import Testing

@testable import EventBody

@Suite struct XMLDeclarationTests {
    private func fault(of content: String) -> String? {
        let bytes = Array(content.utf8)
        do throws(XMLError) {
            try XMLDeclaration.check(0..<bytes.count, bytes.span)
            return nil
        } catch {
            guard case .refused(let reason) = error else { return "malformed" }
            return reason.rawValue
        }
    }

    @Test(arguments: [
        " version=\"1.0\"", " version='1.1' encoding='utf-8'",
        "\n version = '1.0' encoding=\"ISO-8859-1\" standalone='no' ",
        " version='1.0' standalone='yes'",
    ])
    func takesAWellFormedOne(_ content: String) {
        #expect(fault(of: content) == nil)
    }

    @Test(arguments: [
        "", " encoding='UTF-8'", " version='1.0'encoding='UTF-8'", " version='1.0' Xencoding='UTF-16'", " version=1.0",
        " version='1.0' standalone='maybe'", " version='1.0' standalone='no' encoding='UTF-8'", " version='2.0'",
        " version='1.0", " version='1.0' x='y'",
    ])
    func findsTheFault(_ content: String) {
        #expect(fault(of: content) == "malformed")
    }

    @Test(arguments: ["UTF-16", "UTF-7", "", "UTF-8 ", "utf-32"])
    func refusesOtherEncodings(_ label: String) {
        #expect(fault(of: " version='1.0' encoding='\(label)'") == "unsupported-encoding")
    }
}
