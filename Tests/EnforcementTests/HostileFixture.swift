import Enforcement
import Foundation
import NIOCore
import Testing

/// One class of the ways round us, in `fixtures/hostile/NN-name/`: `expected.json` with what the class is and what is expected of each
/// message, `message.sip`, and `message.out.sip` with every byte that is sent on where anything is.
struct HostileClass: Sendable {
    /// What `expected.json` holds.
    struct Sheet: Decodable {
        let title: String
        /// What of the class is shown elsewhere, or by nothing.
        let elsewhere: String?
        let messages: [String: MessageCase]
    }

    let folder: String

    var number: Int { Int(folder.prefix(2)) ?? 0 }
    var directory: URL { Self.root.appending(path: folder) }

    static let root = Scene.fixtures.appending(path: "hostile")

    /// The folders of `dial/`, in order.
    static let dialled: [HostileClass] = {
        let found = try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: "dial").path)
        return (found ?? []).filter { !$0.contains(".") && $0 != "README" }.sorted().map {
            HostileClass(folder: "dial/\($0)")
        }
    }()

    /// Folders that begin with a number, in order.
    static let all: [HostileClass] = {
        let found = try? FileManager.default.contentsOfDirectory(atPath: root.path)
        return (found ?? []).filter { Int($0.prefix(2)) != nil }.sorted().map(HostileClass.init)
    }()

    func sheet() throws -> Sheet {
        try JSONDecoder().decode(Sheet.self, from: Data(contentsOf: directory.appending(path: "expected.json")))
    }

    /// The messages that there are, whatever the sheet says.
    func files(suffix: String = ".sip") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path).filter { $0.hasSuffix(suffix) }.sorted()
    }

    func fixtures() throws -> [HostileFixture] {
        let messages = try sheet().messages
        return try files().filter { !$0.hasSuffix(".out.sip") }.map {
            let name = String($0.dropLast(".sip".count))
            return HostileFixture(of: self, name: name, given: messages[name])
        }
    }
}

/// One message of a class.
struct HostileFixture: Sendable, CustomTestStringConvertible {
    let of: HostileClass
    let name: String
    /// What is expected; nil when the sheet says nothing of it.
    let given: MessageCase?

    var testDescription: String { "\(of.folder)/\(name)" }
    var expected: URL { of.directory.appending(path: "\(name).out.sip") }

    static let all = HostileClass.all.flatMap { (try? $0.fixtures()) ?? [] }

    func bytes() throws -> [UInt8] {
        [UInt8](try Data(contentsOf: of.directory.appending(path: "\(name).sip")))
    }

    func load() throws -> MessageCase { try #require(given, "no expectation") }

    /// Holds what is sent on against the file that has it, byte for byte; there is none where nothing is.
    func expectSent(sourceLocation: SourceLocation = #_sourceLocation) throws {
        let outcome = try load().outcome(bytes())
        let isSentOn = outcome.judgement.verdict == .forward || outcome.judgement.verdict == .rebuild
        // What is refused may be ended by a request of our own, which the expected actions tell of.
        let own = outcome.forwards.first.map { Array($0.bytes.readableBytesView) }
        guard let sent = isSentOn ? outcome.sent : own else {
            #expect(!FileManager.default.fileExists(atPath: expected.path), sourceLocation: sourceLocation)
            return
        }
        if Golden.isWritten { try Data(sent).write(to: expected) }
        #expect(sent == [UInt8](try Data(contentsOf: expected)), sourceLocation: sourceLocation)
    }
}
