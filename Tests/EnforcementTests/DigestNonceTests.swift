import Testing

@testable import Enforcement

@Suite struct DigestNonceTests {
    static let made = Moment(unixSeconds: 1_800_000_000)
    static let scope = DigestNonce.Scope(
        flow: Flow(socket: .phone, remote: Endpoint(ipv4: 0xC000_0207, port: 5062)),
        realm: Array("example.com".utf8),
        callID: Array("call-1".utf8)
    )

    static func read(_ text: [UInt8], _ scope: DigestNonce.Scope = scope, keys: TokenKeys = TestKeys.first)
        -> DigestNonce?
    {
        DigestNonce(text, for: scope, keys: keys)
    }

    static var text: [UInt8] { DigestNonce.encode(for: scope, at: made, keys: TestKeys.first) }

    @Test func saysWhenItWasMade() {
        #expect(Self.read(Self.text)?.made == Self.made)
    }

    @Test func needsNoEscapeInAQuotedString() {
        #expect(Self.text.allSatisfy { ASCII.isAlphanumeric($0) || Array("-_.".utf8).contains($0) })
        #expect(DigestNonce.isOurs(Self.text))
    }

    @Test func refusesEveryFlippedBit() {
        for index in Self.text.indices {
            for bit in 0..<8 {
                var altered = Self.text
                altered[index] ^= 1 << UInt8(bit)
                #expect(Self.read(altered) == nil, "byte \(index) bit \(bit)")
            }
        }
    }

    @Test func refusesEveryOtherLength() {
        for count in 0..<Self.text.count { #expect(Self.read(Array(Self.text.prefix(count))) == nil) }
        #expect(Self.read(Self.text + [0x41]) == nil)
    }

    @Test func isGoodForItsOwnFlowRealmAndCallOnly() {
        var other = Self.scope
        other.flow = Flow(socket: .phone, remote: Endpoint(ipv4: 0xC000_0207, port: 5063))
        #expect(Self.read(Self.text, other) == nil)
        other = Self.scope
        other.flow = Flow(socket: .pbx, remote: Self.scope.flow.remote)
        #expect(Self.read(Self.text, other) == nil)
        other = Self.scope
        other.flow = Flow(socket: .phone, remote: Self.scope.flow.remote.by(.tcp))
        #expect(Self.read(Self.text, other) == nil)
        other = Self.scope
        other.callID = Array("call-2".utf8)
        #expect(Self.read(Self.text, other) == nil)
        other = Self.scope
        other.realm = Array("example.org".utf8)
        #expect(Self.read(Self.text, other) == nil)
    }

    @Test func fieldsCannotBeShiftedIntoEachOther() {
        var one = Self.scope
        (one.realm, one.callID) = (Array("ab".utf8), Array("c".utf8))
        var other = Self.scope
        (other.realm, other.callID) = (Array("a".utf8), Array("bc".utf8))
        #expect(Self.read(DigestNonce.encode(for: one, at: Self.made, keys: TestKeys.first), other) == nil)
    }

    @Test func outlivesARotationOfTheKeys() {
        #expect(Self.read(Self.text, keys: TestKeys.rotated)?.made == Self.made)
        #expect(Self.read(Self.text, keys: TestKeys.second) == nil)
    }

    @Test(arguments: [(0, true), (30, true), (31, false), (-5, true), (-6, false), (Int64.max, false)])
    func isFreshForThirtySeconds(_ age: Int64, _ expected: Bool) throws {
        let nonce = try #require(Self.read(Self.text))
        let now = Moment(unixSeconds: Self.made.unixSeconds.addingReportingOverflow(age).partialValue)
        #expect(nonce.isFresh(at: now, seconds: 30) == expected)
    }
}
