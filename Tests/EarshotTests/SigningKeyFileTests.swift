import Enforcement
import Foundation
import PolicyStore
import TestFolder
import Testing

@testable import earshot

@Suite struct SigningKeyFileTests {
    static func withFolder(_ body: (String) throws -> Void) throws {
        let folder = TestFolder()
        try withExtendedLifetime(folder) { try body(folder.url.path) }
    }

    static let secret = String(repeating: "ab", count: 32)

    @Test func isMadeOnTheFirstStartForTheOwnerAlone() throws {
        try Self.withFolder { folder in
            _ = try SigningKeyFile.load(path: folder + "/earshot.key")
            let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/earshot.key")
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        }
    }

    @Test func isTheSameOnTheSecondStart() throws {
        try Self.withFolder { folder in
            _ = try SigningKeyFile.load(path: folder + "/earshot.key")
            let first = try String(contentsOfFile: folder + "/earshot.key", encoding: .utf8)
            _ = try SigningKeyFile.load(path: folder + "/earshot.key")
            #expect(try String(contentsOfFile: folder + "/earshot.key", encoding: .utf8) == first)
        }
    }

    @Test func isRefusedWhenOthersMayReadIt() throws {
        try Self.withFolder { folder in
            let made = FileManager.default.createFile(
                atPath: folder + "/earshot.key",
                contents: Data("1:\(Self.secret)\n".utf8),
                attributes: [.posixPermissions: 0o644]
            )
            #expect(made)
            #expect(throws: SigningKeyFile.UnusableError.self) {
                try SigningKeyFile.load(path: folder + "/earshot.key")
            }
        }
    }

    @Test func theLastKeySigns() throws {
        let keys = try SigningKeyFile.parse("1:\(Self.secret)\n# new\n7:\(Self.secret)\n", path: "k")
        #expect(keys.current(at: 0) == 7)
    }

    @Test func aKeySignsFromItsSecondOnAndVerifiesBefore() throws {
        let keys = try SigningKeyFile.parse("1:\(Self.secret)\n2:\(Self.secret):100", path: "k")
        #expect(keys.current(at: 99) == 1)
        #expect(keys.current(at: 100) == 2)
        #expect(keys.tokenKeys(at: 99)?.current == 1)
        #expect(keys.keys.map(\.number) == [1, 2])
    }

    @Test func somethingSignsThoughNoTimeHasCome() throws {
        #expect(try SigningKeyFile.parse("4:\(Self.secret):100\n5:\(Self.secret):90", path: "k").current(at: 0) == 4)
    }

    @Test func aKeyIsAddedAfterTheOthersAndRemovedAlone() throws {
        try Self.withFolder { folder in
            let path = folder + "/earshot.key"
            let first = try SigningKeyFile.load(path: path)
            let key = try SigningKeyFile.add(to: path, signingFrom: 50)
            #expect(key.number == 2)
            #expect(try SigningKeyFile.load(path: path).keys == first.keys + [key])
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
            #expect(try SigningKeyFile.remove(1, from: path))
            #expect(try !SigningKeyFile.remove(1, from: path))
            #expect(try SigningKeyFile.load(path: path).keys == [key])
        }
    }

    @Test(arguments: [
        "", "1", "1:abcd", "300:\(secret)", "1:\(secret.dropLast())g", "1:\(secret):x", "1:\(secret):2:3",
    ])
    func otherTextsAreRefused(_ text: String) {
        #expect(throws: SigningKeyFile.UnusableError.self) { try SigningKeyFile.parse(text, path: "k") }
    }
}
