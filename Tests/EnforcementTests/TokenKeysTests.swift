import Testing

@testable import Enforcement

/// What becomes of that which was signed when there is another key.
@Suite struct TokenKeysTests {
    private static func keys(_ current: UInt8, _ numbers: UInt8...) throws -> TokenKeys {
        let secrets = numbers.map { ($0, [UInt8](repeating: $0, count: 32)) }
        return try #require(TokenKeys(current: current, secrets: Dictionary(uniqueKeysWithValues: secrets)))
    }

    private static let token = DialogToken(
        kind: .listening,
        pbx: 3,
        phone: Endpoint(ipv4: 0xC000_0207, port: 5060),
        watcher: AddressOfRecord(user: Array("alice".utf8), host: Array("example.com".utf8)),
        resource: Array("102".utf8)
    )

    private static func reads(_ text: [UInt8], _ keys: TokenKeys) -> Bool {
        DialogToken(text.span, callID: [1].span, tag: [2].span, otherTag: [2].span, keys: keys) != nil
    }

    @Test func anotherNodesTokenIsReadBeforeOneSignsWithItsKey() throws {
        let signed = try Self.token.encode(callID: [1].span, tag: [2].span, keys: Self.keys(2, 1, 2))
        let text = try #require(signed)
        #expect(try Self.reads(text, Self.keys(1, 1, 2)))
        #expect(try Self.reads(text, Self.keys(2, 2)))
        #expect(try !Self.reads(text, Self.keys(1, 1)))
    }

    @Test func aNewKeyRenamesNoCallThatAPhoneShows() throws {
        let (before, after) = (try Self.keys(1, 1), try Self.keys(2, 1, 2))
        func name(_ keys: TokenKeys, _ purpose: TokenKeys.Purpose) -> String {
            keys.hexadecimal([1, 2, 3], for: purpose, count: 8)
        }
        #expect(name(before, .pseudonym) == name(after, .pseudonym))
        #expect(name(before, .tag) != name(after, .tag))
    }
}
