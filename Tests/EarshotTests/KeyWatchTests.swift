import Enforcement
import Foundation
import PolicyStore
import Synchronization
import Testing

@testable import earshot

/// How a running proxy takes in other signing keys.
@Suite struct KeyWatchTests {
    private final class World: Sendable {
        private let taken = Mutex<[UInt8]>([])
        let path: String

        init(_ folder: String) { path = folder + "/earshot.key" }

        /// Which key signed after each change.
        var current: [UInt8] { taken.withLock { $0 } }

        func watch() throws -> KeyWatch {
            let source = SigningKeySource(path: path, store: nil)
            return KeyWatch(
                source: source,
                keys: try source.load(),
                now: 0,
                ticks: AsyncStream { $0.finish() },
                logger: .silent,
                apply: { keys in self.taken.withLock { $0.append(keys.current) } }
            )
        }
    }

    @Test func aNewKeyVerifiesAtOnceAndSignsWhenItsTimeHasCome() throws {
        try SigningKeyFileTests.withFolder { folder in
            let world = World(folder)
            let watch = try world.watch()
            watch.poll(now: 1)
            #expect(world.current == [])
            _ = try SigningKeyFile.add(to: world.path, signingFrom: 100)
            watch.poll(now: 2)
            watch.poll(now: 99)
            #expect(world.current == [1])
            watch.poll(now: 100)
            watch.poll(now: 101)
            #expect(world.current == [1, 2])
        }
    }

    @Test func aKeyThatIsGoneIsLetGo() throws {
        try SigningKeyFileTests.withFolder { folder in
            let world = World(folder)
            let watch = try world.watch()
            _ = try SigningKeyFile.add(to: world.path, signingFrom: 0)
            watch.poll(now: 1)
            #expect(try SigningKeyFile.remove(1, from: world.path))
            watch.poll(now: 2)
            #expect(world.current == [2, 2])
        }
    }

    @Test func aFileThatIsGoneOrBrokenChangesNothingAndIsNotMadeAnew() throws {
        try SigningKeyFileTests.withFolder { folder in
            let world = World(folder)
            let watch = try world.watch()
            try FileManager.default.removeItem(atPath: world.path)
            watch.poll(now: 1)
            #expect(!FileManager.default.fileExists(atPath: world.path))
            try "nonsense".write(toFile: world.path, atomically: true, encoding: .utf8)
            watch.poll(now: 2)
            #expect(world.current == [])
        }
    }

    @Test func theListSaysWhichSignsAndWhichWill() throws {
        let secret = [UInt8](repeating: 1, count: 32)
        let keys = SigningKeys(keys: [
            StoredKey(number: 1, secret: secret), StoredKey(number: 2, secret: secret),
            StoredKey(number: 3, secret: secret, signsFrom: 86_400),
        ])
        let text = "1 verifies\n2 signs\n3 verifies, and signs from 1970-01-02T00:00:00Z on"
        #expect(KeysCommand.text(keys, now: 5) == text)
    }
}
