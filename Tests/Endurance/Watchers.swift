import ScriptedSIP

/// Phones of the users `w0`, `w1`, …, each at a port of its own, that register and subscribe through the proxy to a PBX that is played here.
struct Watchers {
    /// A phone and its port.
    let phones: [DatagramSocket]
    /// The PBX's port.
    let pbx: DatagramSocket
    let proxy: RunningProxy

    static let domain = "example.com"

    /// Registers all phones.
    init(_ count: Int, pbx: DatagramSocket, proxy: RunningProxy) throws {
        self.pbx = pbx
        self.proxy = proxy
        phones = (0..<count).map { _ in DatagramSocket() }
        for index in phones.indices { try register(index) }
    }

    /// What stands for the number in a SUBSCRIBE's branch: one of ours is never taken for it.
    static let branch = "z9hG4bKsw"

    private func request(_ method: String, of phone: Int, to user: String, call: String, _ lines: [String]) -> String {
        let number = NumberedMessage.placeholder
        let contact = "127.0.0.1:\(phones[phone].port)"
        return
            ([
                "\(method) sip:\(user)@\(Self.domain) SIP/2.0",
                "Via: SIP/2.0/UDP \(contact);branch=\(Self.branch)\(number);rport",
                "Max-Forwards: 70", "From: <sip:w\(phone)@\(Self.domain)>;tag=w\(phone)",
                "To: <sip:\(user)@\(Self.domain)>", "Call-ID: \(call)-w\(phone)@127.0.0.1",
                "CSeq: \(number) \(method)", "Contact: <sip:w\(phone)@\(contact)>",
            ] + lines + ["Content-Length: 0", "", ""]).joined(separator: "\r\n")
    }

    /// A SUBSCRIBE of that phone for the lamp of `user`; with `list`, for the lamps of a list.
    func subscribe(_ phone: Int, to user: String, call: String, list: Bool = false) -> String {
        let dialog = "application/dialog-info+xml"
        let accepted = list ? "\(dialog), application/rlmi+xml, multipart/related" : dialog
        let lines = ["Event: dialog", "Accept: \(accepted)", "Expires: 3600"] + (list ? ["Supported: eventlist"] : [])
        return request("SUBSCRIBE", of: phone, to: user, call: call, lines)
    }

    private func register(_ phone: Int) throws {
        let text = request("REGISTER", of: phone, to: "w\(phone)", call: "register", ["Expires: 3600"])
        for _ in 0..<Limits.triesMax {
            phones[phone].send(text, to: proxy.phoneSide)
            guard let request = atPBX("REGISTER") else { continue }
            pbx.send(ScriptedPBX.accept(request, ["Expires: 3600"]), to: proxy.pbxSide)
            if hears(phone, "SIP/2.0 200") { return }
        }
        throw RunningProxy.FailedError(description: "w\(phone) cannot register")
    }

    /// Makes a dialog, and gives the SUBSCRIBE as the PBX had it.
    func open(_ phone: Int, to user: String, list: Bool = false) throws -> String {
        let text = subscribe(phone, to: user, call: "dialog-\(user)", list: list)
        for _ in 0..<Limits.triesMax {
            phones[phone].send(text, to: proxy.phoneSide)
            guard let request = atPBX("SUBSCRIBE") else { continue }
            let answer = ScriptedPBX.accept(request, ["Expires: 3600"], contact: "sip:pbx@127.0.0.1:\(pbx.port)")
            pbx.send(answer, to: proxy.pbxSide)
            if hears(phone, "SIP/2.0 200") { return request }
        }
        throw RunningProxy.FailedError(description: "w\(phone) cannot subscribe to \(user)")
    }

    private func atPBX(_ method: String) -> String? {
        for _ in 0..<Limits.triesMax {
            DatagramSocket.wait(for: [pbx], milliseconds: Limits.tryMilliseconds)
            guard let text = pbx.receiveNow().map({ Datagram(bytes: $0).text }) else { return nil }
            if text.hasPrefix(method) { return text }
            if text.hasPrefix("OPTIONS") { pbx.send(ScriptedPBX.accept(text), to: proxy.pbxSide) }
        }
        return nil
    }

    private func hears(_ phone: Int, _ start: String) -> Bool {
        DatagramSocket.wait(for: [phones[phone]], milliseconds: Limits.tryMilliseconds)
        return phones[phone].receiveNow().map { Datagram(bytes: $0).text.hasPrefix(start) } ?? false
    }
}
