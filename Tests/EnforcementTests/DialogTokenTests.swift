import Testing

@testable import Enforcement

@Suite struct DialogTokenTests {
    static let keys = TestKeys.first
    static let token = DialogToken(
        kind: .subscription(.dialog),
        pbx: 7,
        phone: Endpoint(ipv4: 0xC000_0207, port: 5062),
        watcher: AddressOfRecord(user: Array("bob".utf8), host: Array("example.com".utf8)),
        resource: Array("sip:101@example.com".utf8)
    )

    static func encode(_ token: DialogToken = token, callID: String = "call-1", tag: String = "tag-1") -> [UInt8] {
        token.encode(callID: Array(callID.utf8).span, tag: Array(tag.utf8).span, keys: keys) ?? []
    }

    static func decode(
        _ text: [UInt8],
        callID: String = "call-1",
        tags: (String, String) = ("tag-1", "other"),
        keys: TokenKeys = keys
    ) -> DialogToken? {
        let (first, second) = (Array(tags.0.utf8), Array(tags.1.utf8))
        return DialogToken(
            text.span,
            callID: Array(callID.utf8).span,
            tag: first.span,
            otherTag: second.span,
            keys: keys
        )
    }

    @Test func comesBackAsItWas() {
        #expect(Self.decode(Self.encode()) == Self.token)
    }

    @Test(arguments: [EventPackage.dialog, .presence, .conference])
    func comesBackWithWhatWasAskedFor(_ package: EventPackage) {
        let token = DialogToken(
            kind: .subscription(package),
            pbx: 7,
            phone: Self.token.phone,
            watcher: Self.token.watcher,
            resource: Self.token.resource,
            accepted: [.pidf, .multipart]
        )
        #expect(Self.decode(Self.encode(token)) == token)
        #expect(Self.decode(Self.encode(token))?.at(token.phone).accepted == [.pidf, .multipart])
    }

    @Test func onlyPackagesWithABodyPayForIt() {
        let mailbox = DialogToken(
            kind: .subscription(.messageSummary),
            pbx: 7,
            phone: Self.token.phone,
            watcher: Self.token.watcher,
            resource: Self.token.resource,
            accepted: .pidf
        )
        let back = Self.decode(Self.encode(mailbox))
        #expect(back?.kind == mailbox.kind)
        #expect(back?.accepted == [])
    }

    @Test func comesBackWithTheTagsTheOtherWayRound() {
        #expect(Self.decode(Self.encode(), tags: ("other", "tag-1")) == Self.token)
    }

    @Test(arguments: Transport.allCases)
    func comesBackWithItsTransport(_ transport: Transport) {
        let token = DialogToken(
            kind: .call,
            pbx: 7,
            phone: Self.token.phone.by(transport),
            watcher: Self.token.watcher,
            resource: []
        )
        #expect(Self.decode(Self.encode(token)) == token)
    }

    @Test func comesBackAsAListeningCall() {
        let token = DialogToken(
            kind: .listening,
            pbx: 7,
            device: 9,
            phone: Self.token.phone,
            watcher: Self.token.watcher,
            resource: Array("102".utf8)
        )
        #expect(Self.decode(Self.encode(token)) == token)
    }

    @Test func comesBackOverIPv6() {
        let token = DialogToken(
            kind: .call,
            pbx: 7,
            phone: Endpoint(high: 0x2001_0DB8_0000_0000, low: 7, port: 65_535),
            watcher: AddressOfRecord(user: [], host: []),
            resource: []
        )
        #expect(Self.decode(Self.encode(token)) == token)
    }

    @Test func refusesEveryFlippedBit() {
        let text = Self.encode()
        #expect(text.count > 80)
        for index in text.indices {
            for bit in 0..<8 {
                var altered = text
                altered[index] ^= 1 << UInt8(bit)
                #expect(Self.decode(altered) == nil, "byte \(index) bit \(bit)")
            }
        }
    }

    @Test func refusesEveryTruncation() {
        let text = Self.encode()
        for count in 0..<text.count { #expect(Self.decode(Array(text.prefix(count))) == nil) }
    }

    @Test func isGoodInItsOwnDialogOnly() {
        #expect(Self.decode(Self.encode(), callID: "call-2") == nil)
        #expect(Self.decode(Self.encode(), tags: ("tag-2", "tag-3")) == nil)
    }

    @Test func isNotGoodUnderAnotherSecret() {
        #expect(Self.decode(Self.encode(), keys: TestKeys.second) == nil)
    }

    @Test func isGoodAfterTheKeysAreRotated() {
        #expect(Self.decode(Self.encode(), keys: TestKeys.rotated) == Self.token)
    }

    @Test func pathIsNotBoundToADialog() {
        let path = DialogToken(kind: .path, pbx: 7, phone: Self.token.phone, watcher: Self.token.watcher, resource: [])
        #expect(Self.decode(Self.encode(path, callID: "", tag: ""), callID: "any", tags: ("a", "b")) == path)
    }

    @Test func aPathCannotPassForASubscription() {
        // The kind is under the code: changing it makes the token void.
        let path = DialogToken(kind: .path, pbx: 7, phone: Self.token.phone, watcher: Self.token.watcher, resource: [])
        var bytes = Base64URL.decode(Self.encode(path).span) ?? []
        bytes[2] = EventPackage.dialog.rawValue
        #expect(Self.decode(Base64URL.encode(bytes)) == nil)
    }

    @Test func whatIsTooLongIsNotMade() {
        let long = DialogToken(
            kind: .call,
            pbx: 7,
            phone: Self.token.phone,
            watcher: AddressOfRecord(user: [UInt8](repeating: 0x61, count: 101), host: []),
            resource: []
        )
        #expect(long.encode(callID: [UInt8]().span, tag: [UInt8]().span, keys: Self.keys) == nil)
    }
}
