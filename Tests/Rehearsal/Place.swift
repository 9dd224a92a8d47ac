import Foundation

/// Where the programs and files of a rehearsal are.
public enum Place {
    /// The top of the checkout.
    public static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    /// Configuration templates, scenarios and the sample organisation.
    public static let fixtures = root.appending(path: "fixtures/rehearsal")
    /// The Python program that is a phone by PJSIP.
    static let phone = root.appending(path: "Tests/Rehearsal/phone.py")
    /// The Python program that is a phone over WebSocket.
    static let webPhone = root.appending(path: "Tests/Rehearsal/wsphone.py")
    /// The Python program that is somebody at a screen.
    static let screen = root.appending(path: "Tests/Rehearsal/browser.py")
    /// The Python program that drives phones of other makes.
    static let client = root.appending(path: "Tests/Rehearsal/clients.py")
    /// Debian's empty text tables for Kamailio.
    static let tables = URL(filePath: "/usr/share/kamailio/dbtext/kamailio")

    /// The text of a fixture with its `@WORDS@` filled in.
    static func filled(_ fixture: String, _ words: [String: String]) throws -> String {
        var text = try String(contentsOf: fixtures.appending(path: fixture), encoding: .utf8)
        for (word, value) in words { text = text.replacing("@\(word)@", with: value) }
        return text
    }

    /// The first of these files that can be run.
    static func program(_ what: String, _ candidates: [String], remedy: String) throws -> URL {
        guard let path = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw RehearsalError.missing(what: what, remedy: remedy)
        }
        return URL(filePath: path)
    }

    /// Kamailio from Debian.
    static func kamailio() throws -> URL {
        try program("kamailio", ["/usr/sbin/kamailio", "/usr/local/sbin/kamailio"], remedy: "run `make deps`")
    }

    /// SIPp from Debian.
    static func sipp() throws -> URL {
        try program("sipp", ["/usr/bin/sipp", "/usr/local/bin/sipp"], remedy: "run `make deps`")
    }

    /// A Python that has PJSIP: that of `make deps`, or the one that `REHEARSAL_PYTHON` names.
    static func python() throws -> URL {
        let named = ProcessInfo.processInfo.environment["REHEARSAL_PYTHON"]
        let own = root.appending(path: ".venv/bin/python").path
        return try program("python with pjsua2", [named, own].compactMap { $0 }, remedy: "run `make deps`")
    }

    /// What tries the API by its document, of `make deps`.
    static func schemathesis() throws -> URL {
        try program("schemathesis", [root.appending(path: ".venv/bin/schemathesis").path], remedy: "run `make deps`")
    }

    /// A phone of another make, from Debian.
    static func console(_ make: Phone.Make) throws -> URL {
        try program(make.rawValue, ["/usr/bin/\(make.rawValue)"], remedy: "run `make deps`")
    }

    /// A browser without a screen, from Debian. The program itself: Debian's script would stay between it and its end.
    static func browser() throws -> URL {
        try program("browser", ["/usr/lib/chromium/chromium-headless-shell"], remedy: "run `make deps`")
    }

    /// The proxy: the one that `EARSHOT_EXECUTABLE` names, or the one built beside the running program.
    static func earshot() throws -> URL {
        let named = ProcessInfo.processInfo.environment["EARSHOT_EXECUTABLE"]
        let running = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        var candidates = [running.appending(path: "earshot").path, root.appending(path: ".build/debug/earshot").path]
        if let named { candidates.insert(named, at: 0) }
        return try program("earshot executable", candidates, remedy: "run `swift build`")
    }
}
