import Chance
import EventBody
import Taint

/// A random tree of multipart bodies, with the caller in every place of them that is free text, and what each member may be seen of.
struct TaintedList {
    /// The right to each member, by its URI.
    private(set) var rights: [String: Right] = [:]
    /// The body.
    private(set) var body: [UInt8] = []
    /// Its Content-Type.
    private(set) var contentType = ""

    /// What may be seen of a member.
    enum Right: CaseIterable {
        case status, refused, unknown, full
    }

    private var random: SeededRandom
    private var serial = 0

    /// The next tree of `random`.
    init(_ random: inout SeededRandom) {
        self.random = random
        let boundary = self.boundary()
        let list = self.list(boundary, depth: 1)
        body = list
        contentType = type(boundary)
        random = self.random
    }

    /// The body as text.
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The right to a member, as the policy would give it.
    func judge(_ uri: [UInt8]) -> ListMember {
        let text = String(decoding: uri, as: UTF8.self)
        guard let right = rights[text] else { return .unknown }
        let user = Array(text.dropFirst(4).prefix { $0 != "@" }.utf8)
        let resource = SubscribedResource(entity: uri, user: user, statuses: [])
        return switch right {
        case .status: .status(resource)
        case .refused: .refused(resource, isNamed: true)
        case .unknown: .unknown
        case .full: .full(resource)
        }
    }

    private mutating func marker() -> String { random.pick(TaintMarker.harmlessForms + TaintMarker.brokenForms) }

    private mutating func plain() -> String {
        random.pick([TaintMarker.number, TaintMarker.name, TaintMarker.name.lowercased()])
    }

    /// Letters and digits that are in no form of the marker.
    private mutating func token() -> String {
        serial += 1
        return "k\(String(repeating: "wuv", count: random.below(3)))\(serial)j"
    }

    private mutating func boundary() -> String {
        random.oneIn(3) ? "==\(token())_\(token())" : token()
    }

    private mutating func type(_ boundary: String) -> String {
        if random.oneIn(25) { return "multipart/related;type=\"application/rlmi+xml\";x=\(plain())" }
        let quote = random.oneIn(2) ? "\"" : ""
        let parameters = ["type=\"application/rlmi+xml\"", "boundary=\(quote)\(boundary)\(quote)", "x=\"\(plain())\""]
        return (["multipart/related"] + parameters.shuffled(using: &random)).joined(separator: ";")
    }

    private mutating func list(_ boundary: String, depth: Int) -> [UInt8] {
        let lineEnd = random.oneIn(4) ? "\n" : "\r\n"
        var resources = ""
        var parts: [String] = []
        for _ in 0..<(1 + random.below(4)) {
            let (uri, right) = member()
            let cid = "\(token())@pbx.example"
            // The name of what is disclosed in full is written.
            let name = right == .full ? "Kuv" : marker()
            let state = random.pick(["active", "pending", "terminated", plain()])
            resources += "<resource \(attribute())uri=\"\(uri)\"><name>\(name)</name>\(element())"
            resources +=
                "<instance id=\"\(plain())\" state=\"\(state)\" reason=\"\(plain())\" cid=\"\(cid)\"/></resource>\n"
            if random.oneIn(10) { continue }
            parts.append(part(cid, right, depth: depth, lineEnd))
            if random.oneIn(12) { parts.append(part(cid, right, depth: depth, lineEnd)) }
            if random.oneIn(12) { parts.append(part(token(), .status, depth: 3, lineEnd)) }
        }
        let root =
            header("\(token())@h", "application/rlmi+xml;charset=\"UTF-8\"", lineEnd) + """
                <?xml version="1.0"?>\n<list xmlns="urn:ietf:params:xml:ns:rlmi" \(attribute())uri="sip:\(plain())@h" \
                version="\(random.below(50))" fullState="\(random.pick(["true", "false", plain()]))">
                <name>\(marker())</name>\(element())\(resources)</list>
                """
        var text = random.oneIn(3) ? marker() + lineEnd : ""
        for part in [root] + parts { text += "--\(boundary)\(lineEnd)\(part)\(lineEnd)" }
        if !random.oneIn(10) { text += "--\(boundary)--\(lineEnd)" }
        return Array((text + (random.oneIn(3) ? marker() : "")).utf8)
    }

    private mutating func member() -> (uri: String, right: Right) {
        serial += 1
        let uri = "sip:m\(serial)@pbx.example"
        let right = random.pick(Right.allCases)
        rights[uri] = right
        return random.oneIn(15) ? ("sip:\(plain())@pbx.example", .unknown) : (uri, right)
    }

    private mutating func part(_ cid: String, _ right: Right, depth: Int, _ lineEnd: String) -> String {
        if depth < 4, random.oneIn(6) {
            let boundary = boundary()
            let nested = String(decoding: list(boundary, depth: depth + 1), as: UTF8.self)
            return header(cid, type(boundary), lineEnd) + nested
        }
        // In full a member's document goes on as it is, so there is nothing of the caller in it.
        if case .full = right { return header(cid, "application/dialog-info+xml", lineEnd) + "<dialog-info/>" }
        var document = TaintDocument(random: random)
        let made = random.oneIn(2) ? document.dialogInfo().document : document.presence().document
        random = document.random
        return header(cid, random.pick(["application/dialog-info+xml", "application/pidf+xml", plain()]), lineEnd)
            + made
    }

    private mutating func header(_ cid: String, _ type: String, _ lineEnd: String) -> String {
        var fields = [
            "Content-ID: <\(cid)>", "Content-Type: \(type);name=\"\(plain())\"", "Content-Description: \(marker())",
            "Content-Location: sip:\(plain())@h", "Content-Disposition: render;filename=\"\(plain())\"",
            "Subject: \(marker())",
            "X-\(plain()): \(marker())\(lineEnd) \(marker())",
        ]
        if random.oneIn(8) { fields.append("Content-Transfer-Encoding: \(random.pick(["binary", "base64", plain()]))") }
        if random.oneIn(20) { fields.append(plain()) }
        if random.oneIn(20) { fields.append("Content-Type: \(plain())") }
        return fields.shuffled(using: &random).joined(separator: lineEnd) + lineEnd + lineEnd
    }

    private mutating func attribute() -> String { random.oneIn(2) ? "caller=\"\(plain())\" " : "" }

    private mutating func element() -> String {
        random.oneIn(2) ? "<x:caller xmlns:x=\"urn:x\">\(marker())</x:caller>" : ""
    }
}
