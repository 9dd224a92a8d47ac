import Testing

@testable import EventBody

@Suite struct MultipartTypeTests {
    private func related(_ value: String) -> MultipartType.Related? {
        let bytes = Array(value.utf8)
        guard case .related(let related) = MultipartType.read(bytes.span) else { return nil }
        return related
    }

    private func isBrokenList(_ value: String) -> Bool {
        let bytes = Array(value.utf8)
        guard case .brokenList = MultipartType.read(bytes.span) else { return false }
        return true
    }

    @Test func readsWhatAsteriskWrites() {
        let type = related("multipart/related;type=\"application/rlmi+xml\";boundary=yjrus")
        #expect(type?.boundary == Array("yjrus".utf8))
        #expect(type?.start == nil)
        #expect(type?.isDeclaredList == true)
    }

    @Test func readsWhatKamailioWrites() {
        let type = related("multipart/related;type=\"application/rlmi+xml\";start=\"<1.sip:l@h.2>\";boundary=\"dYa\"")
        #expect(type?.boundary == Array("dYa".utf8))
        #expect(type?.start == Array("1.sip:l@h.2".utf8))
    }

    @Test func readsAnyCaseAndBlanks() {
        #expect(related("Multipart/RELATED ; Boundary = b ; TYPE=Application/RLMI+xml")?.isDeclaredList == true)
    }

    @Test(arguments: [
        "", ";boundary=", ";boundary=\"\"", ";boundary=b;boundary=c", ";boundary=\"b", ";boundary=b c",
        ";boundary=\"b c\"",
        ";boundary=\"b\\c\"", ";boundary*=b", ";boundary=b;boundary*0=c", ";boundary=b;start=x", ";boundary=b;x",
        ";boundary=b;start=\"<a>\";start=\"<a>\"", ";boundary=\(String(repeating: "b", count: 71))",
    ])
    func aListWhoseBoundaryIsInDoubtIsBroken(_ rest: String) {
        #expect(isBrokenList("multipart/related;type=\"application/rlmi+xml\"" + rest))
    }

    @Test(arguments: [
        "multipart/mixed;boundary=b;type=\"application/rlmi+xml\"", "application/rlmi+xml", "", "multipart/related",
        "multipart/related;boundary=b;type=\"text/plain\"", "multipart/relatedx;boundary=b",
    ])
    func othersAreNoLists(_ value: String) {
        #expect(related(value) == nil)
        #expect(!isBrokenList(value))
    }

    @Test func aListNeedNotSayThatItIsOne() {
        #expect(related("multipart/related;boundary=b")?.isDeclaredList == false)
    }
}
