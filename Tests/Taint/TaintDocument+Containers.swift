import Chance

extension TaintDocument {
    /// XPIDF, with the document type of chan_sip and FreeSWITCH in half of them.
    package mutating func xpidf() -> String {
        let doctype = "<!DOCTYPE presence PUBLIC \"-//IETF//DTD RFCxxxx XPIDF 1.0//EN\" \"xpidf.dtd\">\n"
        return "<?xml version=\"1.0\"?>\n\(random.oneIn(2) ? doctype : "")<presence>\n"
            + "<presentity uri=\"\(value);method=SUBSCRIBE\"/>\n\(free)<display name=\"\(value)\"/><atom id=\"\(value)\">"
            + "<address uri=\"\(value);user=ip\" priority=\"0.8\">"
            + "<status status=\"\(random.pick(["open", "inuse", "closed", value]))\"><note>\(text)</note></status>"
            + "<msnsubstatus substatus=\"\(random.pick(["online", "onthephone", "offline", "away", value]))\"/>"
            + "</address></atom>\(free)</presence>\n"
    }

    /// conference-info with users, endpoints and media, as FreeSWITCH and RFC 4575 have it.
    package mutating func conferenceInfo() -> String {
        var users = ""
        for _ in 0..<random.below(3) {
            users +=
                "<user entity=\"\(value)\" state=\"full\"><display-text>\(text)</display-text>"
                + "<associated-aors><entry><uri>\(text)</uri></entry></associated-aors><endpoint entity=\"\(value)\">"
                + "<display-text>\(text)</display-text><referred><by>\(text)</by></referred><status>connected</status>"
                + "<media id=\"1\"><src-id>\(text)</src-id></media><call-info><sip><display-text>\(text)</display-text>"
                + "<call-id>\(text)</call-id><from-tag>\(text)</from-tag></sip></call-info></endpoint></user>"
        }
        return "<?xml version=\"1.0\"?>\n<conference-info xmlns=\"urn:ietf:params:xml:ns:conference-info\" "
            + "entity=\"\(value)\" state=\"full\" version=\"\(random.below(9))\">\(free)<conference-description>"
            + "<subject>\(text)</subject></conference-description><conference-state>"
            + "<user-count>\(random.pick(["0", "2", "17", TaintMarker.number]))</user-count><active>true</active>"
            + "</conference-state><users>\(users)</users></conference-info>\n"
    }

    /// A resource list of RFC 4662 with parts, and its Content-Type; the marker is in the names, the part headers, around the parts and in them.
    package mutating func list(depth: Int = 0) -> (document: String, type: String) {
        let boundary = random.pick(["abcde", "50UBfW7LSCVLtggUPe5z", "b=_1"])
        let root = "root\(depth)@pbx.example"
        var resources = ""
        var parts: [String] = []
        for index in 0..<random.pick([1, 1, 2, 3]) {
            // Of 101 the lamp may be seen, of 103 nothing; the caller is no member, so his URI is free text.
            let (user, host) = random.pick([
                ("101", "example.com"), ("101", "pbx.example"), ("103", "example.com"),
                (TaintMarker.number, "caller.example"),
            ])
            let cid = "part\(index)-\(depth)@pbx.example"
            resources +=
                "<resource uri=\"sip:\(user)@\(host)\"><name>\(text)</name>"
                + "<instance id=\"\(value)\" state=\"\(random.pick(["active", "active", "pending", value]))\" cid=\"\(cid)\"/>"
                + "</resource>"
            parts.append(part(cid, depth))
        }
        let rlmi =
            "<?xml version=\"1.0\"?>\n<list xmlns=\"urn:ietf:params:xml:ns:rlmi\" uri=\"sip:list@pbx.example\" "
            + "version=\"\(random.below(9))\" fullState=\"true\"><name>\(text)</name>\(resources)\(free)</list>"
        let first =
            "Content-ID: <\(root)>\r\nContent-Type: application/rlmi+xml;charset=\"UTF-8\";x=\(TaintMarker.name)\r\n\r\n\(rlmi)"
        let preamble = random.oneIn(2) ? TaintMarker.name : ""
        let close = random.oneIn(8) ? "" : "\r\n--\(boundary)--\r\n\(preamble)"
        let body = ([first] + parts).map { "\r\n--\(boundary)\r\n\($0)" }.joined()
        let start = random.oneIn(2) ? ";start=\"<\(root)>\"" : ""
        let quoted = boundary.contains("=") || random.oneIn(2) ? "\"\(boundary)\"" : boundary
        return (
            preamble + body + close, "multipart/related;type=\"application/rlmi+xml\"\(start);boundary=\(quoted)"
        )
    }

    private mutating func part(_ cid: String, _ depth: Int) -> String {
        let (document, type) =
            switch random.below(depth < 2 ? 6 : 5) {
            case 0, 1, 2: (dialogInfo().document, "application/dialog-info+xml")
            case 3: (presence().document, "application/pidf+xml")
            case 4: (random.pick([xpidf(), "free \(text)"]), "application/x-\(TaintMarker.name)")
            default: list(depth: depth + 1)
            }
        let encoding = random.pick([
            "", "", "Content-Transfer-Encoding: binary\r\n", "Content-Transfer-Encoding: base64\r\n",
        ])
        return "Content-ID: <\(cid)>\r\n\(encoding)Content-Description: \(TaintMarker.name)\r\n"
            + "Content-Disposition: render;filename=\"\(TaintMarker.number)\"\r\nContent-Type: \(type)\r\n\r\n\(document)"
    }
}
