import Chance

/// Writes documents in the manner of PBXes, with the marker in every place that holds no token, and beside them what a
/// status-only watcher must get. Written apart from the product's own writers, and naively.
package struct TaintDocument {
    package var random: SeededRandom
    /// Whether unescaped markup may stand in attributes.
    package var isUnescaped = false
    /// Whether it does.
    package private(set) var hasBroken = false

    package init(random: SeededRandom) {
        self.random = random
    }

    private static let versions = [0, 1, 7, 999, 4_294_967_295]
    static let entity = "sip:101@pbx.example"

    package mutating func dialogInfo() -> (document: String, expected: String) {
        let version = random.pick(Self.versions)
        let completeness = random.pick(["full", "partial"])
        var body = ""
        var expected = ""
        for index in 0..<random.pick([0, 1, 1, 1, 2, 3]) {
            let (dialog, rebuilt) = dialog(index)
            body += dialog
            expected += rebuilt
        }
        let namespace = "xmlns=\"urn:ietf:params:xml:ns:dialog-info\""
        let document =
            "<?xml version=\"1.0\"?>\n<!-- \(random.pick(TaintMarker.harmlessForms)) <state>terminated</state> -->\n"
            + "<dialog-info \(namespace) version=\"\(version)\" "
            + "state=\"\(completeness)\" entity=\"\(value)\" other=\"\(value)\">\n\(free)\(body)\(free)</dialog-info>\n"
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<dialog-info \(namespace) version=\"\(version)\" "
        let root = "state=\"\(completeness)\" entity=\"\(Self.entity)\">\n"
        // In a broken document a prefix stands for no namespace.
        let rebuilt = hasBroken ? expected.replacing(Self.parked, with: "") : expected
        return (document, head + root + rebuilt + "</dialog-info>\n")
    }

    private mutating func dialog(_ index: Int) -> (String, String) {
        let direction = random.pick(["initiator", "recipient", ""])
        let state = random.pick(["trying", "proceeding", "early", "confirmed", "terminated"])
        let hold = random.pick(["", "", "pval", "pvalue"])
        let id = random.pick(["101", "", "\(TaintMarker.number)@\(index)", "\(TaintMarker.name).\(index)"])
        let state1 = "<state event=\"\(value)\" code=\"\(value)\">\(random.pick([state, state.uppercased()]))</state>\n"
        let rendering = hold.isEmpty ? "" : "<param pname=\"+sip.rendering\" \(hold)=\"no\"/>"
        let local =
            "<local><identity display=\"\(value)\">\(text)</identity><target uri=\"\(value)\">\(rendering)"
            + "<param pname=\"\(value)\" pval=\"\(value)\"/></target><cseq>\(text)</cseq></local>\n"
        let remote =
            "<remote><identity display=\"\(value)\">\(text)</identity><target uri=\"\(value)\" display=\"\(value)\"/>"
            + "<session-description type=\"\(value)\">\(text)</session-description></remote>\n"
        var handles = ""
        if random.below(2) == 0 { handles = " call-id=\"\(value)\" local-tag=\"\(value)\" remote-tag=\"\(value)\"" }
        let directed = direction.isEmpty ? "" : " direction=\"\(direction)\""
        var parts = [
            remote + local, "<duration>\(text)</duration>", "<referred-by display=\"\(value)\">\(text)</referred-by>",
        ]
        if random.below(2) == 0 { parts.insert(state1, at: 0) } else { parts.append(state1) }
        let parked = callPark
        let document =
            "<dialog" + (id.isEmpty ? "" : " id=\"\(id)\"") + handles + directed + ">\n" + parts.joined() + free
            + parked.document + "</dialog>\n"
        let name = id == "101" ? id : id.isEmpty ? "d-\(index + 1)" : "d-" + TaintPseudonym.make(Array(id.utf8))
        let held =
            hold.isEmpty
            ? ""
            : "<local><target uri=\"\(Self.entity)\"><param pname=\"+sip.rendering\" \(hold)=\"no\"/></target></local>"
        let rebuilt = "<state>\(state)</state>\(held)\(parked.rebuilt)"
        return (document, "<dialog id=\"\(name)\"\(directed)>\(rebuilt)</dialog>\n")
    }

    private static let callPark = "xmlns:bw=\"http://schema.broadsoft.com/callpark\""
    private static let parked = "<bw:callpark \(callPark)><bw:parked/></bw:callpark>"

    /// BroadWorks' call park, or none, and what becomes of it.
    private var callPark: (document: String, rebuilt: String) {
        mutating get {
            guard random.oneIn(4) else { return ("", "") }
            let who = "<identity display=\"\(value)\">\(text)</identity>"
            let document = "<bw:callpark \(Self.callPark)><bw:parked>\(who)</bw:parked></bw:callpark>\n"
            return (document, Self.parked)
        }
    }

    /// PIDF; with the prefixes and namespaces of Cisco's phones if `isCisco`.
    package mutating func presence(isCisco: Bool = false) -> (document: String, expected: String) {
        let basic = random.pick(["open", "closed"])
        let activity = random.pick(["", "on-the-phone", "busy", "away"])
        let prefix = isCisco ? "e" : "rpid"
        let hasContact = random.below(2) == 0
        let digium = random.pick(["", "", "dnd", "away"])
        let state = ["on-the-phone": "On the phone", "busy": "Busy", "away": "Away"][activity]
        let derived = state ?? (basic == "open" ? "Available" : "Unavailable")
        let (documentNote, documentRebuilt) = note(derived, "note")
        let (tupleNote, tupleRebuilt) = note(derived, "note")
        let (personNote, personRebuilt) = note(derived, "dm:note")
        let known = activity.isEmpty ? "" : "<\(prefix):\(activity)/>"
        let namespaces =
            "xmlns=\"urn:ietf:params:xml:ns:pidf\" xmlns:dm=\"urn:ietf:params:xml:ns:pidf:data-model\" "
            + "xmlns:rpid=\"urn:ietf:params:xml:ns:pidf:rpid\""
        let cisco = isCisco ? Self.ciscoNamespaces : ""
        var document =
            "<?xml version='1.0' encoding='ISO-8859-1'?> \n<presence \(namespaces)\(cisco) entity='sip:101' x=\"\(value)\">"
        document += "<tuple id=\"\(value)\"><status><basic>\(basic)</basic><x y=\"\(value)\">\(text)</x></status>"
        if hasContact { document += "<contact priority=\"\(value)\">\(text)</contact>" }
        document += tupleNote + "<timestamp>\(text)</timestamp></tuple>" + documentNote
        if !digium.isEmpty {
            document +=
                "<tuple id=\"digium-presence\"><status><digium_presence type=\"\(digium)\" subtype=\"\(value)\">"
            document += "\(text)</digium_presence></status></tuple>"
        }
        document +=
            "<dm:person id=\"\(value)\"><\(prefix):activities><rpid:x\(TaintMarker.number)/>\(known)<rpid:other>\(text)"
        document +=
            "</rpid:other></\(prefix):activities>\(personNote)<rpid:place-is>\(text)</rpid:place-is></dm:person>"
        document += "<dm:device id=\"\(value)\"><dm:deviceID>\(text)</dm:deviceID></dm:device>\(free)</presence>"

        var expected =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<presence \(namespaces)\(known.isEmpty ? "" : cisco) "
            + "entity=\"\(Self.entity)\">\n"
        expected += "<tuple id=\"t1\"><status><basic>\(basic)</basic></status>"
        expected += (hasContact ? "<contact>\(Self.entity)</contact>" : "") + tupleRebuilt + "</tuple>\n"
        if !digium.isEmpty {
            expected += "<tuple id=\"digium-presence\"><status><digium_presence type=\"\(digium)\"/></status></tuple>\n"
        }
        expected += documentRebuilt + (documentRebuilt.isEmpty ? "" : "\n")
        let activities = known.isEmpty ? "" : "<\(prefix):activities>\(known)</\(prefix):activities>"
        let person = activities + personRebuilt
        expected += person.isEmpty ? "" : "<dm:person id=\"p1\">\(person)</dm:person>\n"
        return (document, expected + "</presence>\n")
    }

    private static let ciscoNamespaces =
        " xmlns:e=\"urn:ietf:params:xml:ns:pidf:status:rpid\" xmlns:ce=\"urn:cisco:params:xml:ns:pidf:rpid\""

    /// A note, and what becomes of it where the state says `derived`.
    private mutating func note(_ derived: String, _ element: String) -> (String, String) {
        let choice = random.pick([
            ("", ""), ("Talk \(TaintMarker.number)", "On The Phone"), ("Hold \(TaintMarker.name)", "On hold"),
            ("Ring \(TaintMarker.number)", "Ringing"), (text, derived), ("at LUNCH", "At lunch"), ("Ready", "Ready"),
        ])
        guard !choice.0.isEmpty else { return ("", "") }
        return ("<\(element)>\(choice.0)</\(element)>", "<\(element)>\(choice.1)</\(element)>")
    }

    /// Character data with the marker.
    var text: String {
        mutating get { random.pick(random.below(2) == 0 ? TaintMarker.harmlessForms : TaintMarker.textForms) }
    }

    /// An attribute's value with the marker.
    var value: String {
        mutating get {
            guard isUnescaped, random.oneIn(6) else { return random.pick(TaintMarker.harmlessForms) }
            hasBroken = true
            return random.pick(TaintMarker.brokenForms)
        }
    }

    /// An element that nobody knows.
    var free: String {
        mutating get {
            random.oneIn(3) ? "<q:z xmlns:q=\"urn:x:\(TaintMarker.name)\" a=\"\(value)\">\(text)</q:z>\n" : ""
        }
    }
}
