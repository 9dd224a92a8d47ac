import Enforcement
import Foundation
import NIOCore
import NIOEmbedded
import Rehearsal
import Testing

@testable import Proxy

@Suite struct TLSCertificatesTests {
    private let folder: CertificateFolder
    private let certificates: TLSCertificates

    init() throws {
        folder = try CertificateFolder()
        certificates = try TLSCertificates(folder.files)
    }

    private func alice(_ names: [String] = ["URI:sip:alice@example.com"], days: Int = 1, use: String? = nil) throws
        -> CertificateAuthority.Credential
    {
        try folder.authority.issue("alice", names, days: days, use: use)
    }

    @Test func thePersonOfACertificateIsKeptWithTheConnection() throws {
        let conversation = try TLSConversation(certificates, showing: alice())
        #expect(conversation.proxy.isActive)
        #expect(conversation.certificate?.addresses.map(\.text) == ["alice@example.com"])
    }

    @Test func theEndOfACertificateIsKept() throws {
        let conversation = try TLSConversation(certificates, showing: alice(days: 3))
        let until = try #require(conversation.certificate?.until.unixSeconds)
        #expect(abs(until - WallClock().now.unixSeconds - 3 * 86_400) < 3_600)
    }

    @Test func hostsAndMailboxesNameNobody() throws {
        let conversation = try TLSConversation(
            certificates,
            showing: alice(["DNS:example.com", "email:alice@example.com", "URI:sip:example.com"])
        )
        #expect(conversation.certificate?.addresses == [])
    }

    @Test func aPhoneWithoutACertificateIsLetIn() throws {
        let conversation = try TLSConversation(certificates, showing: nil)
        try conversation.phone.writeOutbound(StreamHandlerTests.options)
        conversation.talk()
        let answer = try #require(try conversation.phone.readInbound(as: ByteBuffer.self))
        #expect(String(buffer: answer).hasPrefix("SIP/2.0 483 Too Many Hops\r\n"))
        #expect(conversation.certificate == nil)
    }

    @Test func aCertificateOfAnotherAuthorityFailsTheHandshake() throws {
        let other = try CertificateAuthority("other", in: folder.url)
        let credential = try other.issue("mallory", ["URI:sip:alice@example.com"])
        let conversation = try TLSConversation(certificates, showing: credential)
        #expect(!conversation.proxy.isActive)
        #expect(conversation.connections.count == 0)
    }

    @Test func anExpiredCertificateFailsTheHandshake() throws {
        let conversation = try TLSConversation(certificates, showing: alice(days: -1))
        #expect(!conversation.proxy.isActive)
        #expect(conversation.connections.count == 0)
    }

    @Test func aCertificateForServersFailsTheHandshake() throws {
        #expect(try !TLSConversation(certificates, showing: alice(use: "serverAuth")).proxy.isActive)
        #expect(try TLSConversation(certificates, showing: alice(use: "clientAuth")).proxy.isActive)
    }

    @Test func withoutAnAuthorityNobodyIsAsked() throws {
        var files = folder.files
        files.clientAuthorities = nil
        let conversation = try TLSConversation(TLSCertificates(files), showing: alice())
        #expect(conversation.proxy.isActive)
        #expect(conversation.certificate == nil)
    }

    @Test func aPBXIsNotAsked() throws {
        let other = try CertificateAuthority("other", in: folder.url)
        let credential = try other.issue("pbx", ["DNS:pbx.example.com"])
        let conversation = try TLSConversation(certificates, showing: credential, servedAs: .pbx)
        #expect(conversation.proxy.isActive)
        #expect(conversation.certificate == nil)
    }

    @Test func aClosedConnectionForgetsItsCertificate() throws {
        let conversation = try TLSConversation(certificates, showing: alice())
        #expect(conversation.certificate != nil)
        conversation.hangUp()
        #expect(conversation.certificate == nil)
    }

    @Test func aWebSocketKeepsItsCertificateToo() throws {
        let conversation = try TLSConversation(certificates, showing: alice())
        let handler = WebSocketHandler(worker: conversation.worker, transport: .wss)
        try conversation.proxy.pipeline.syncOperations.addHandler(handler)
        let certificate = conversation.connections.certificate(at: TLSConversation.remote.by(.wss))
        #expect(certificate?.addresses.map(\.text) == ["alice@example.com"])
    }

    @Test func authoritiesAreReadAgain() throws {
        let other = try CertificateAuthority("other", in: folder.url)
        let bob = try other.issue("bob", ["URI:sip:bob@example.com"])
        try folder.replaceAuthorities(by: Data(contentsOf: URL(filePath: other.credential.certificate)))
        #expect(try !TLSConversation(certificates, showing: bob).proxy.isActive)
        try certificates.reload()
        #expect(try TLSConversation(certificates, showing: bob).certificate != nil)
        // What the first authority has signed counts no more.
        let server = CertificateAuthority.Credential(certificate: folder.files.certificate, key: folder.files.key)
        #expect(try !TLSConversation(certificates, showing: server).proxy.isActive)
    }

    @Test func authoritiesThatCannotBeReadChangeNothing() throws {
        let credential = try alice()
        try folder.replaceAuthorities(by: Data("nothing".utf8))
        #expect(throws: (any Error).self) { try certificates.reload() }
        #expect(try TLSConversation(certificates, showing: credential).certificate != nil)
    }
}
