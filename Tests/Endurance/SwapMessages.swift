import AccessPolicy
import ScriptedSIP

/// What is sent while policies are swapped, and how the answers are read.
struct SwapMessages {
    /// What an answer is to.
    enum Kind: Equatable {
        case subscribe(member: Int)
        case notifySwitch(Int)
        case notifyList
    }

    /// Each with the phone that it is from or to.
    struct Sample {
        let kind: Kind
        let phone: Int
        var message: NumberedMessage
    }

    /// For every phone a SUBSCRIBE for every member, a NOTIFY of every switch, and one of the list.
    var samples: [Sample] = []

    /// Makes the dialogs that NOTIFYs need; the policy in force must disclose everything in full.
    init(_ watchers: Watchers) throws {
        for phone in watchers.phones.indices {
            for member in 0..<EpochPolicy.members {
                let text = watchers.subscribe(phone, to: EpochPolicy.name(ofMember: member), call: "member-\(member)")
                add(.subscribe(member: member), phone, NumberedMessage(text))
            }
            for index in 0..<EpochPolicy.switches {
                let name = EpochPolicy.name(ofSwitch: index)
                let opened = try watchers.open(phone, to: name)
                let notify = ScriptedPBX.notify(opened, from: watchers.pbx.port, body: Self.document(of: name, index))
                add(.notifySwitch(index), phone, notify)
            }
            let opened = try watchers.open(phone, to: EpochPolicy.list, list: true)
            let notify = ScriptedPBX.notify(
                opened,
                from: watchers.pbx.port,
                lines: [
                    "Require: eventlist",
                    "Content-Type: multipart/related;type=\"application/rlmi+xml\";boundary=b7Qx",
                ],
                body: Self.list
            )
            // One in four, or so: it is the one that names the policy.
            for _ in 0..<EpochPolicy.switches { add(.notifyList, phone, notify) }
        }
    }

    private mutating func add(_ kind: Kind, _ phone: Int, _ message: NumberedMessage) {
        samples.append(Sample(kind: kind, phone: phone, message: message))
    }

    /// The caller of whom a document tells, each extension's another.
    private static func caller(_ index: Int) -> String { "1555019\(index)" }

    private static func document(of name: String, _ index: Int) -> String {
        """
        <?xml version="1.0"?>
        <dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="4" state="full" entity="sip:\(name)@example.com">
        <dialog id="d\(index)" direction="recipient"><state>early</state>
        <remote><identity>sip:\(caller(index))@example.com</identity></remote></dialog></dialog-info>
        """
    }

    private static let list: String = {
        let names = (0..<EpochPolicy.members).map(EpochPolicy.name(ofMember:))
        let resources = names.map {
            "<resource uri=\"sip:\($0)@example.com\"><instance id=\"i\" state=\"active\" cid=\"\($0)@pbx\"/></resource>"
        }
        let parts = names.enumerated().map { index, name in
            """
            --b7Qx\r\nContent-ID: <\(name)@pbx>\r\nContent-Type: application/dialog-info+xml\r\n\r\n\
            \(document(of: name, index))\r\n
            """
        }
        return """
            --b7Qx\r\nContent-ID: <root@pbx>\r\nContent-Type: application/rlmi+xml\r\n\r\n\
            <?xml version="1.0"?>\n<list xmlns="urn:ietf:params:xml:ns:rlmi" uri="sip:\(EpochPolicy.list)@example.com" \
            version="3" fullState="true">\(resources.joined())</list>\r\n\(parts.joined())--b7Qx--\r\n
            """
    }()

    private static let callers = (0..<EpochPolicy.members).map { Array("sip:\(caller($0))@".utf8) }
    private static let entities = (0..<EpochPolicy.members).map {
        Array("entity=\"sip:\(EpochPolicy.name(ofMember: $0))@".utf8)
    }

    /// What a NOTIFY that reached a phone says; nil when it says nothing that any policy would.
    static func answer(_ datagram: Datagram, to kind: Kind) -> EpochAnswer? {
        switch kind {
        case .subscribe: nil
        case .notifySwitch(let index):
            if datagram.has(callers[index]) {
                .switch(index, .full)
            } else {
                datagram.has("<state>early</state>") ? .switch(index, .status) : nil
            }
        case .notifyList:
            datagram.has("application/rlmi+xml") ? .list(mark: mark(datagram)) : nil
        }
    }

    private static func mark(_ datagram: Datagram) -> Int {
        EpochPolicy.mark(
            of: (0..<EpochPolicy.members).map { member in
                if datagram.has(callers[member]) { return .full }
                return datagram.has(entities[member]) ? .status : .none
            }
        )
    }
}
