import Foundation

/// Earshot before two PBXes, and a phone whose messages are written by the test.
public struct FailoverStage: Sendable {
    /// In order of preference.
    public let pbxes: [ScriptedPBX]
    /// The proxy.
    public let earshot: Earshot
    /// The phone of user 102, registered.
    public let phone: DatagramPhone

    /// Builds the stage with PBXes by this transport (`udp` or `tcp`), runs `scene` on it, and ends every program whatever happens.
    ///
    /// The PBXes are at `host`, and so is Earshot's side that faces them; the phone is at an IPv4 address in any case.
    ///
    /// With `name`, the configuration has that SIP URI in the place of their addresses, and a name server of the stage knows where it leads.
    public static func with<Result: Sendable>(
        _ transport: String = "udp",
        site: Site = Site(),
        name: String? = nil,
        host: String = Ports.host,
        _ scene: @Sendable (FailoverStage) async throws -> Result
    ) async throws -> Result {
        let ground = try Ground()
        defer { ground.remove() }
        let pbxes = [
            try ScriptedPBX(transport: transport, host: host, on: ground),
            try ScriptedPBX(transport: transport, host: host, on: ground),
        ]
        guard let name else {
            let addresses = pbxes.map { "\(transport)://\($0.address)" }
            return try await play(pbxes, at: addresses, facing: host, site, on: ground, scene)
        }
        return try await NameServer.with(zone(name, transport, pbxes)) { server in
            var site = site
            site.settings += "\nname-servers: [\"\(server.address)\"]"
            return try await play(pbxes, at: ["sip:\(name)"], facing: host, site, on: ground, scene)
        }
    }

    private static func play<Result: Sendable>(
        _ pbxes: [ScriptedPBX],
        at addresses: [String],
        facing host: String,
        _ site: Site,
        on ground: Ground,
        _ scene: @Sendable (FailoverStage) async throws -> Result
    ) async throws -> Result {
        let earshot = try Earshot(
            address: "\(Ports.host):\(try Ports.free())",
            secureAddress: "\(Ports.host):\(try Ports.free())",
            admin: "\(Ports.host):\(try Ports.free())",
            pbx: addresses,
            pbxListen: "\(host):\(try Ports.free())",
            policy: "policy.yaml",
            site: site,
            on: ground
        )
        let stage = FailoverStage(pbxes: pbxes, earshot: earshot, phone: try DatagramPhone())
        do {
            for pbx in pbxes { try await pbx.start() }
            try await earshot.start()
            try await stage.register()
            let result = try await scene(stage)
            await stage.stop()
            return result
        } catch {
            await stage.stop()
            throw error
        }
    }

    /// SRV records that name the last of the PBXes first, and by their priorities mean it last.
    private static func zone(_ name: String, _ transport: String, _ pbxes: [ScriptedPBX]) -> Zone {
        let services = pbxes.enumerated().reversed().map { place, pbx in
            let port = pbx.address.split(separator: ":").last ?? ""
            let data = "\(place + 1) 0 \(port) \(place).\(name)"
            return Zone.Record(name: "_sip._\(transport).\(name)", type: .srv, ttl: 300, data: data)
        }
        let hosts = pbxes.indices.map {
            Zone.Record(name: "\($0).\(name)", type: .a, ttl: 300, data: Ports.host)
        }
        return Zone(about: "The PBXes of a stage.", records: services + hosts, faults: nil, cases: [])
    }

    private func stop() async {
        await earshot.end()
        for pbx in pbxes { await pbx.stop() }
    }

    private func register() async throws {
        let headers = "Contact: <sip:102@\(Ports.host):\(phone.port)>\nExpires: 600\n"
        let answer = try await ask("REGISTER", "sip:\(Stage.domain)", to: "102", call: "register", headers: headers)
        guard answer?.status == 200 else {
            throw RehearsalError.late(waitedFor: "the registration", seen: answer?.text ?? "nothing")
        }
    }

    /// A SUBSCRIBE for 101's lamp, and its final answer. In a dialog when the answer that made it is given.
    public func subscribe(call: String, in made: WireMessage? = nil) async throws -> WireMessage? {
        var headers = "Contact: <sip:102@\(Ports.host):\(phone.port)>\nEvent: dialog\nExpires: 600\n"
        for route in made?.headers("Record-Route").reversed() ?? [] { headers += "Route: \(route)\n" }
        let tag = made?.header("To")?.split(separator: "tag=").last.map { ";tag=\($0)" } ?? ""
        let contact = made?.header("Contact").map { String($0.dropFirst().dropLast()) }
        return try await ask(
            "SUBSCRIBE",
            contact ?? "sip:101@\(Stage.domain)",
            to: "101",
            tag: tag,
            call: call,
            cseq: made == nil ? 1 : 2,
            headers: headers
        )
    }

    private func ask(
        _ method: String,
        _ uri: String,
        to user: String,
        tag: String = "",
        call: String,
        cseq: Int = 1,
        headers: String
    ) async throws -> WireMessage? {
        let text = """
            \(method) \(uri) SIP/2.0
            Via: SIP/2.0/UDP \(Ports.host):\(phone.port);branch=z9hG4bK\(call).\(cseq);rport
            Max-Forwards: 70
            From: <sip:102@\(Stage.domain)>;tag=phone
            To: <sip:\(user)@\(Stage.domain)>\(tag)
            Call-ID: \(call)
            CSeq: \(cseq) \(method)
            \(headers)Content-Length: 0


            """
        for wait in [500, 1_000, 2_000, 4_000] {
            try phone.send(text, to: earshot.address)
            // An answer to what was asked before in this call may have been repeated.
            let answer = await phone.receive(within: .milliseconds(wait)) { message in
                message.isFinalResponse && message.header("Call-ID") == call
                    && message.header("CSeq") == "\(cseq) \(method)"
            }
            if let answer { return answer }
        }
        return nil
    }

    /// Waits until Earshot says on `/readyz` that this PBX does, or does not, answer.
    public func wait(until pbx: ScriptedPBX, answers: Bool) async throws {
        let wanted = "\(pbx.address) \(answers ? "answers" : "does not answer")"
        try await earshot.page("/readyz", within: Limits.start) { $0.contains(wanted) }
    }
}
