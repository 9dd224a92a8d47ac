import Foundation
import Rehearsal
import Testing

/// The UDP sockets of a proxy that is sent, or has to send, what cannot be.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct DatagramSocketTests {
    /// A datagram from port 0, as only who makes its head can send it.
    private static func sendFromNowhere(_ text: String, to remote: String) throws {
        let port = try #require(remote.split(separator: ":").last.flatMap { UInt16($0) })
        let raw = socket(AF_INET, Int32(SOCK_RAW.rawValue), Int32(IPPROTO_UDP))
        try #require(raw >= 0, "needs to be root")
        defer { close(raw) }
        let body = Array(text.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n").utf8)
        let words = [0, port, UInt16(8 + body.count), 0]
        let datagram = words.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } + body
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr(Ports.host)
        let sent = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(raw, datagram, datagram.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        #expect(sent == datagram.count)
    }

    private static let strange = """
        FOO sip:a@b SIP/2.0
        Via: SIP/2.0/UDP a;branch=z9hG4bK1
        From: <sip:a@b>;tag=1
        To: <sip:a@b>
        Call-ID: 1
        CSeq: 1 FOO
        Content-Length: 0


        """

    private static func watch(on stage: Stage) async throws {
        let watcher = try await stage.phone("103")
        try watcher.watch("101")
        _ = try await watcher.request("NOTIFY", .received)
    }

    @Test func whatCannotBeAnsweredEndsNothing() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let earshot = try #require(stage.earshot)
            for _ in 0..<20 { try Self.sendFromNowhere(Self.strange, to: stage.front) }
            try await Self.watch(on: stage)
            #expect(!earshot.log.entries.contains { $0.contains("a UDP socket has ended") })
        }
    }

    /// To a broadcast address nothing may be sent, so that each question to that PBX ends the socket.
    @Test func aSocketThatCannotSendIsBoundAgain() async throws {
        var site = Site()
        site.morePBXes = ["udp://127.255.255.255:5060"]
        try await Stage.with(.earshot(policy: "policy.yaml", site: site)) { stage in
            let earshot = try #require(stage.earshot)
            for mark in 0..<3 {
                let seen = earshot.log.count
                _ = try await earshot.log.first("end \(mark)", from: seen) { $0.contains("a UDP socket has ended") }
            }
            try await earshot.page("/readyz") { $0.contains("\(stage.pbx) answers") }
            try await Self.watch(on: stage)
        }
    }
}
