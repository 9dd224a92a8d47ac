import Testing

@testable import EventBody

@Suite struct MediaTypeTests {
    private func name(of value: String) -> String {
        let bytes = Array(value.utf8)
        switch MediaType.read(bytes.span) {
        case .dialogInfo: return "dialog-info"
        case .pidf: return "pidf"
        case .cpimPIDF: return "cpim-pidf"
        case .xpidf: return "xpidf"
        case .conferenceInfo: return "conference-info"
        case .unspecified: return "unspecified"
        case .refused(let reason): return reason.rawValue
        }
    }

    @Test(arguments: [
        ("application/dialog-info+xml", "dialog-info"), (" Application/Dialog-Info+XML ;x=y", "dialog-info"),
        ("application/pidf+xml;charset=\"UTF-8\"", "pidf"), ("application/cpim-pidf+xml", "cpim-pidf"),
        ("", "unspecified"), ("text/xml", "unspecified"), ("application/xml;charset=utf-8", "unspecified"),
        ("application/conference-info+xml", "conference-info"), ("application/xpidf+xml", "xpidf"),
        ("application/pidf-diff+xml", "partial-presence"),
        ("multipart/related;boundary=x", "resource-list"), ("application/rlmi+xml", "resource-list"),
        ("application/pidf+xml;charset=UTF-16", "unsupported-encoding"),
        ("text/xml;charset=utf-7", "unsupported-encoding"),
        ("no/idea", "unknown-type"), (";x=y", "unknown-type"), ("application/dialog-info+xmlx", "unknown-type"),
        ("application/dialog-info", "unknown-type"), ("message/sipfrag", "unknown-type"),
    ])
    func isRead(_ value: String, _ expected: String) {
        #expect(name(of: value) == expected)
    }
}
