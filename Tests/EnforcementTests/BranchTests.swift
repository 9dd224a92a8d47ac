import Testing

@testable import Enforcement

@Suite struct BranchTests {
    static let origin = Branch.Origin(
        branch: Array("z9hG4bK776".utf8),
        callID: Array("call".utf8),
        fromTag: Array("tag".utf8),
        cseq: 7,
        endpoint: Endpoint(ipv4: 0xC000_0207, port: 5062)
    )

    static func read(_ text: [UInt8], _ origin: Branch.Origin = origin, keys: TokenKeys = TestKeys.first) -> Branch? {
        Branch(text.span, origin: origin, keys: keys)
    }

    @Test(arguments: [
        Branch(), Branch(mark: .revoked), Branch(mark: .listening), Branch(contact: .hash(0, hasCredentials: false)),
        Branch(contact: .hash(0xDEAD_BEEF, hasCredentials: true)),
    ])
    func comesBackAsItWas(_ branch: Branch) {
        #expect(Self.read(branch.encode(for: Self.origin, keys: TestKeys.first)) == branch)
    }

    @Test(arguments: Transport.allCases)
    func saysHowTheRequestCame(_ transport: Transport) {
        var origin = Self.origin
        origin.endpoint = origin.endpoint.by(transport)
        for mark in Branch.Mark.allCases {
            let text = Branch(mark: mark).encode(for: origin, keys: TestKeys.first)
            #expect(Branch.transport(of: text.span) == transport)
            #expect(Self.read(text, origin) == Branch(mark: mark))
            for other in Transport.allCases where other != transport {
                var elsewhere = origin
                elsewhere.endpoint = origin.endpoint.by(other)
                #expect(Self.read(text, elsewhere) == nil)
            }
        }
    }

    @Test func isTheSameForTheSameTransaction() {
        #expect(
            Branch().encode(for: Self.origin, keys: TestKeys.first)
                == Branch().encode(for: Self.origin, keys: TestKeys.first)
        )
    }

    @Test func startsWithTheMagicCookie() {
        #expect(Branch().encode(for: Self.origin, keys: TestKeys.first).starts(with: Array("z9hG4bK".utf8)))
    }

    @Test func isNotGoodForAnotherHop() {
        let text = Branch().encode(for: Self.origin, keys: TestKeys.first)
        var other = Self.origin
        other.endpoint = Endpoint(ipv4: 0xC000_0208, port: 5062)
        #expect(Self.read(text, other) == nil)
        other = Self.origin
        other.cseq = 8
        #expect(Self.read(text, other) == nil)
        other = Self.origin
        other.branch.append(0x31)
        #expect(Self.read(text, other) == nil)
        other = Self.origin
        other.callID.append(0x31)
        #expect(Self.read(text, other) == nil)
        other = Self.origin
        other.fromTag.append(0x31)
        #expect(Self.read(text, other) == nil)
    }

    @Test func fieldsCannotBeShiftedIntoEachOther() {
        var one = Self.origin
        (one.branch, one.callID) = (Array("ab".utf8), Array("c".utf8))
        var other = Self.origin
        (other.branch, other.callID) = (Array("a".utf8), Array("bc".utf8))
        #expect(
            Branch().encode(for: one, keys: TestKeys.first) != Branch().encode(for: other, keys: TestKeys.first)
        )
    }

    @Test func refusesEveryAlteredByte() {
        let text = Branch(contact: .hash(5, hasCredentials: false)).encode(for: Self.origin, keys: TestKeys.first)
        for index in text.indices {
            var altered = text
            altered[index] ^= 1
            #expect(Self.read(altered) == nil, "byte \(index)")
        }
    }

    @Test func credentialsCannotBePutOn() {
        let text = Branch(contact: .hash(5, hasCredentials: false)).encode(for: Self.origin, keys: TestKeys.first)
        let altered = text.map { $0 == UInt8(ascii: ".") ? UInt8(ascii: "-") : $0 }
        #expect(altered != text)
        #expect(Self.read(altered) == nil)
    }

    @Test func theRevokedMarkCannotBePutOn() {
        var text = Branch().encode(for: Self.origin, keys: TestKeys.first)
        text[9] = Branch.Mark.revoked.rawValue
        #expect(Self.read(text) == nil)
    }
}
