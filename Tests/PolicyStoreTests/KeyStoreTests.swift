import Logging
import Rehearsal
import Testing

@testable import PolicyStore

/// The signing keys that nodes share.
@Suite(.timeLimit(.minutes(5)))
struct KeyStoreTests {
    private static func key(_ number: UInt8) -> StoredKey {
        StoredKey(number: number, secret: [UInt8](repeating: number, count: 32))
    }

    private static func store() async throws -> TestStore { try await StoreKind.postgres.open() }

    @Test func aFileHasThemElsewhere() async throws {
        #expect(try await StoreKind.sqlite.open().open().keyStore == nil)
    }

    @Test func theFirstToStartBringsThem() async throws {
        let test = try await Self.store()
        let (one, other) = (try #require(test.open().keyStore), try #require(test.open().keyStore))
        #expect(try one.signingKeys().isEmpty)
        #expect(try one.importKeys([Self.key(3), Self.key(1)]) == [Self.key(3), Self.key(1)])
        #expect(try other.importKeys([Self.key(7)]) == [Self.key(3), Self.key(1)])
        #expect(try other.signingKeys() == [Self.key(3), Self.key(1)])
    }

    @Test func aNewOneComesLastAndIsToldOf() async throws {
        let test = try await Self.store()
        let store = try test.open()
        let keys = try #require(store.keyStore)
        _ = try keys.importKeys([Self.key(1)])
        let watch = try test.open().watch()
        _ = watch.wait(seconds: 60)
        let made = try keys.addKey(secret: Self.key(9).secret, signingAfter: 300)
        #expect(made.number == 2)
        #expect(made.signsFrom > 1_700_000_000)
        #expect(watch.wait(seconds: 60) == [.keys])
        #expect(try keys.signingKeys() == [Self.key(1), made])
        #expect(try keys.removeKey(1))
        #expect(try !keys.removeKey(1))
        #expect(watch.wait(seconds: 60) == [.keys])
        #expect(try keys.signingKeys() == [made])
    }

    @Test func numbersAreUsedAgainAtTheEnd() {
        #expect(StoredKey.freeNumber(beside: []) == 1)
        #expect(StoredKey.freeNumber(beside: [4]) == 5)
        #expect(StoredKey.freeNumber(beside: [1, 255]) == 2)
        #expect(StoredKey.freeNumber(beside: Set(0...255)) == nil)
    }
}
