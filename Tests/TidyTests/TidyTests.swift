import Foundation
import Testing

/// What a machine can hold of how this code is laid out (docs/HACKING.md). Each check is a function from files to
/// complaints, so that it can be shown a bad file as well.
@Suite struct TidyTests {
    /// Module → what it may import besides nothing. A target that is not here fails.
    static let importTable: [String: Set<String>] = [
        "AccessPolicy": ["Synchronization"],
        "PolicyFile": ["AccessPolicy", "Yams", "Foundation"],
        "SIPMessage": ["COsip", "COsipArena", "NIOCore"],
        "EventBody": ["AccessPolicy"],
        "Inflation": ["CZlib"],
        "BlockingWork": ["Dispatch", "Synchronization"],
        "Enforcement": ["AccessPolicy", "SIPMessage", "EventBody", "Inflation", "NIOCore", "Crypto"],
        "PBXFiles": [],
        "DigestImport": ["AccessPolicy", "Enforcement", "PBXFiles"],
        "DialplanLint": ["PBXFiles"],
        "TargetResolution": ["CAres", "Dispatch", "Synchronization", "Glibc", "Darwin"],
        "AuditTrail": ["AccessPolicy", "Enforcement", "Crypto"],
        "Proxy": [
            "AccessPolicy", "SIPMessage", "Enforcement", "AuditTrail", "NIOCore", "NIOPosix", "NIOSSL", "NIOTLS",
            "NIOHTTP1", "NIOWebSocket", "NIOConcurrencyHelpers", "Logging", "Metrics", "ServiceLifecycle",
            "Synchronization", "Glibc", "Darwin",
        ],
        "PolicyStore": [
            "AccessPolicy", "CPostgres", "GRDB", "Logging", "Dispatch", "Foundation", "Synchronization", "Glibc",
            "Darwin",
        ],
        "PolicyAdministration": ["AccessPolicy", "PolicyFile", "PolicyStore", "Foundation", "Synchronization"],
        "PolicyImport": ["AccessPolicy", "PBXFiles"],
        "SignIn": [
            "AccessPolicy", "BlockingWork", "PolicyAdministration", "PolicyStore", "Crypto", "CryptoExtras", "JWTKit",
            "Foundation", "FoundationNetworking", "Dispatch", "Logging", "Synchronization",
        ],
        "Admin": [
            "AccessPolicy", "BlockingWork", "PolicyFile", "PolicyStore", "PolicyAdministration", "SignIn",
            "Hummingbird", "HummingbirdCore", "HummingbirdTLS", "HTTPTypes", "Mustache", "NIOCore", "NIOSSL",
            "Logging", "CoreMetrics", "Foundation", "ServiceLifecycle", "Synchronization",
        ],
        "earshot": [
            "AccessPolicy", "PolicyFile", "SIPMessage", "Enforcement", "AuditTrail", "DigestImport", "DialplanLint",
            "BlockingWork", "Proxy", "PolicyStore", "PolicyAdministration", "PolicyImport", "SignIn", "Admin",
            "TargetResolution",
            "ArgumentParser", "Crypto", "Dispatch", "Foundation",
            "FoundationNetworking", "Hummingbird", "Logging", "Metrics", "CoreMetrics", "NIOCore",
            "ServiceLifecycle", "Synchronization", "UnixSignals", "Yams",
        ],
    ]

    /// Targets that must give the same answer for the same arguments.
    static let pureTargets: Set<String> = [
        "AccessPolicy", "SIPMessage", "EventBody", "Inflation", "Enforcement", "AuditTrail", "PBXFiles",
        "DigestImport", "DialplanLint", "PolicyImport",
    ]

    /// What a pure target may not say: clocks, randomness, logs, waiting, processes.
    static let impureWords = [
        "Date(", "Date.now", "Clock()", "Clock.now", ".now()", "clock_gettime", "gettimeofday", "time(nil)", ".random",
        ".shuffle", "SystemRandom",
        "Logger(", "print(", "await ", "Task {", "getenv", "ProcessInfo", "FileManager",
    ]

    static func importComplaints(_ file: SourceTree.File) -> [String] {
        guard let allowed = importTable[file.target] else {
            return ["\(file.path): `\(file.target)` is not in the import table"]
        }
        return file.lines.enumerated().compactMap { number, line in
            var words = line.split(separator: " ").map(String.init)
            words.removeAll {
                ["public", "internal", "package", "private", "@preconcurrency", "@testable"].contains($0)
            }
            guard words.first == "import", words.count >= 2 else { return nil }
            let module = words[words.count - 1].split(separator: ".").first.map(String.init) ?? ""
            return allowed.contains(module) ? nil : "\(file.path):\(number + 1): imports `\(module)`"
        }
    }

    static func purityComplaints(_ file: SourceTree.File) -> [String] {
        guard pureTargets.contains(file.target) else { return [] }
        return file.lines.enumerated().flatMap { number, line -> [String] in
            guard !line.drop(while: { $0 == " " }).hasPrefix("//") else { return [] }
            return impureWords.filter { line.contains($0) }.map { "\(file.path):\(number + 1): says `\($0)`" }
        }
    }

    static func lengthComplaints(_ file: SourceTree.File) -> [String] {
        file.lines.count > 500 ? ["\(file.path): \(file.lines.count) lines, 500 is the limit"] : []
    }

    static func nameComplaints(_ file: SourceTree.File) -> [String] {
        let stem = file.path.split(separator: "/").last ?? ""
        return ["Manager", "Helper", "Util", "Common"].filter { stem.contains($0) }.map {
            "\(file.path): `\($0)` names nothing"
        }
    }

    /// Only the reader that is made for it touches libosip2.
    static func osipComplaints(_ file: SourceTree.File) -> [String] {
        guard file.lines.contains(where: { $0.hasPrefix("import COsip") }),
            file.path != "Sources/SIPMessage/OsipReader.swift"
        else { return [] }
        return ["\(file.path): only OsipReader.swift may import COsip"]
    }

    /// Only the reader that is made for it touches c-ares.
    static func caresComplaints(_ file: SourceTree.File) -> [String] {
        guard file.lines.contains(where: { $0.hasPrefix("import CAres") }),
            file.path != "Sources/TargetResolution/CaresLibrary.swift"
        else { return [] }
        return ["\(file.path): only CaresLibrary.swift may import CAres"]
    }

    /// Only the reader that is made for it touches zlib.
    static func zlibComplaints(_ file: SourceTree.File) -> [String] {
        guard file.lines.contains(where: { $0.hasPrefix("import CZlib") }),
            file.path != "Sources/Inflation/Inflation.swift"
        else { return [] }
        return ["\(file.path): only Inflation.swift may import CZlib"]
    }

    /// Only the file that is made for it touches libpq.
    static func postgresComplaints(_ file: SourceTree.File) -> [String] {
        guard file.lines.contains(where: { $0.hasPrefix("import CPostgres") }),
            file.path != "Sources/PolicyStore/PostgresConnection.swift"
        else { return [] }
        return ["\(file.path): only PostgresConnection.swift may import CPostgres"]
    }

    static func unsafeComplaints(_ file: SourceTree.File) -> [String] {
        let words = ["try!", "as!", "fatalError("]
        return file.lines.enumerated().flatMap { number, line -> [String] in
            guard !line.drop(while: { $0 == " " }).hasPrefix("//") else { return [] }
            return words.filter { line.contains($0) }.map { "\(file.path):\(number + 1): says `\($0)`" }
        }
    }

    @Test func importsFollowTheTable() throws {
        #expect(try SourceTree.files(in: ["Sources"]).flatMap(Self.importComplaints) == [])
    }

    @Test func pureTargetsTakeTimeAndChanceAsArguments() throws {
        #expect(try SourceTree.files(in: ["Sources"]).flatMap(Self.purityComplaints) == [])
    }

    @Test func filesAreShort() throws {
        #expect(try SourceTree.files(in: ["Sources", "Tests", "bench", "fuzz"]).flatMap(Self.lengthComplaints) == [])
    }

    @Test func filesAreNamedForAThing() throws {
        #expect(try SourceTree.files(in: ["Sources", "Tests", "bench", "fuzz"]).flatMap(Self.nameComplaints) == [])
    }

    @Test func onlyOneFileTouchesOsip() throws {
        #expect(try SourceTree.files(in: ["Sources"]).flatMap(Self.osipComplaints) == [])
    }

    @Test func onlyOneFileTouchesCares() throws {
        #expect(try SourceTree.files(in: ["Sources"]).flatMap(Self.caresComplaints) == [])
    }

    @Test func onlyOneFileTouchesZlib() throws {
        #expect(try SourceTree.files(in: ["Sources"]).flatMap(Self.zlibComplaints) == [])
    }

    @Test func onlyOneFileTouchesLibpq() throws {
        #expect(try SourceTree.files(in: ["Sources"]).flatMap(Self.postgresComplaints) == [])
    }

    @Test func nothingCanTrapOnPurpose() throws {
        #expect(try SourceTree.files(in: ["Sources"]).flatMap(Self.unsafeComplaints) == [])
    }

    @Test func everyTargetIsInTheImportTable() throws {
        let targets = Set(try SourceTree.files(in: ["Sources"]).map(\.target))
        #expect(targets == Set(Self.importTable.keys))
    }

    @Test func aBadFileIsComplainedAbout() {
        let file = SourceTree.File(
            path: "Sources/Enforcement/RouteHelper.swift",
            lines: [
                "import COsip", "import CAres", "import CZlib", "import CPostgres", "import NIOPosix",
                "let now = Date()", "let then = Date.now", "let later = ContinuousClock.now", "let all = x.shuffled()",
                "let x = y as! Z",
            ]
                + [Substring](repeating: "", count: 500)
        )
        #expect(Self.importComplaints(file).count == 5)
        #expect(Self.purityComplaints(file).count == 4)
        #expect(Self.lengthComplaints(file).count == 1)
        #expect(Self.nameComplaints(file).count == 1)
        #expect(Self.osipComplaints(file).count == 1)
        #expect(Self.caresComplaints(file).count == 1)
        #expect(Self.zlibComplaints(file).count == 1)
        #expect(Self.postgresComplaints(file).count == 1)
        #expect(Self.unsafeComplaints(file).count == 1)
    }
}
