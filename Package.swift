// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

// The fields of a `sockaddr` belong to two C modules at once, which `MemberImportVisibility` cannot see through.
let strictForSockets: [SwiftSetting] = [.enableUpcomingFeature("ExistentialAny")]

// They link only with libFuzzer, so plain builds never see them. `fuzz/run` sets the variable.
let fuzzers: [Target] =
    Context.environment["EARSHOT_FUZZ"] == nil
    ? []
    : [
        .systemLibrary(name: "CLibFuzzer", path: "fuzz/CLibFuzzer"),
        .executableTarget(
            name: "FuzzBody",
            dependencies: ["FuzzTargets", "CLibFuzzer"],
            path: "fuzz/FuzzBody",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "FuzzPipeline",
            dependencies: ["FuzzTargets", "CLibFuzzer"],
            path: "fuzz/FuzzPipeline",
            swiftSettings: strict
        ),
    ]

let package = Package(
    name: "earshot",
    products: [
        .executable(name: "earshot", targets: ["earshot"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        .systemLibrary(name: "COsip", pkgConfig: "libosip2", providers: [.apt(["libosip2-dev"])]),
        .target(name: "COsipArena", dependencies: ["COsip"]),
        .systemLibrary(name: "CAres", pkgConfig: "libcares", providers: [.apt(["libc-ares-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(name: "AccessPolicy", swiftSettings: strict),
        .target(
            name: "PolicyFile",
            dependencies: ["AccessPolicy", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict
        ),
        .target(
            name: "SIPMessage",
            dependencies: ["COsip", "COsipArena", .product(name: "NIOCore", package: "swift-nio")],
            swiftSettings: strict
        ),
        .target(name: "EventBody", dependencies: ["AccessPolicy"], swiftSettings: strict),
        .target(name: "Inflation", dependencies: ["CZlib"], swiftSettings: strict),
        .target(name: "BlockingWork", swiftSettings: strict),
        .target(
            name: "Enforcement",
            dependencies: [
                "AccessPolicy", "SIPMessage", "EventBody", "Inflation",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict
        ),
        .target(name: "TargetResolution", dependencies: ["CAres"], swiftSettings: strictForSockets),
        .target(name: "PBXFiles", swiftSettings: strict),
        .target(
            name: "DigestImport",
            dependencies: ["AccessPolicy", "Enforcement", "PBXFiles"],
            swiftSettings: strict
        ),
        .target(name: "DialplanLint", dependencies: ["PBXFiles"], swiftSettings: strict),
        .target(
            name: "AuditTrail",
            dependencies: ["AccessPolicy", "Enforcement", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict
        ),
        .target(
            name: "Proxy",
            dependencies: [
                "AccessPolicy", "SIPMessage", "Enforcement", "AuditTrail",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strictForSockets
        ),
        .target(
            name: "PolicyStore",
            dependencies: [
                "AccessPolicy", "CPostgres", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "PolicyAdministration",
            dependencies: ["AccessPolicy", "PolicyFile", "PolicyStore"],
            swiftSettings: strict
        ),
        .target(name: "PolicyImport", dependencies: ["AccessPolicy", "PBXFiles"], swiftSettings: strict),
        .target(
            name: "SignIn",
            dependencies: [
                "AccessPolicy", "BlockingWork", "PolicyAdministration", "PolicyStore",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "JWTKit", package: "jwt-kit"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Admin",
            dependencies: [
                "AccessPolicy", "BlockingWork", "PolicyFile", "PolicyStore", "PolicyAdministration", "SignIn",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            // In the program itself, so that it stays one file to install.
            resources: [.embedInCode("Resources")],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "earshot",
            dependencies: [
                "AccessPolicy", "PolicyFile", "Enforcement", "AuditTrail", "DigestImport", "DialplanLint", "Proxy",
                "BlockingWork", "PolicyStore", "PolicyAdministration", "PolicyImport", "SignIn", "Admin",
                "TargetResolution",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict
        ),
        .target(name: "Chance", path: "Tests/Chance", swiftSettings: strict),
        .target(name: "TestFolder", path: "Tests/TestFolder", swiftSettings: strict),
        .target(
            name: "AdministeredStore",
            dependencies: [
                "AccessPolicy", "PolicyFile", "PolicyStore", "PolicyAdministration",
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/AdministeredStore",
            swiftSettings: strict
        ),
        .target(
            name: "Taint",
            dependencies: ["Chance"],
            path: "Tests/Taint",
            swiftSettings: strict + [.unsafeFlags(["-O"])]
        ),
        .testTarget(name: "AccessPolicyTests", dependencies: ["AccessPolicy", "Chance"], swiftSettings: strict),
        .testTarget(name: "PolicyFileTests", dependencies: ["PolicyFile", "AccessPolicy"], swiftSettings: strict),
        .testTarget(
            name: "SIPMessageTests",
            dependencies: ["SIPMessage", "Chance", .product(name: "NIOCore", package: "swift-nio")],
            swiftSettings: strict
        ),
        .target(
            name: "Rehearsal",
            dependencies: [
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Tests/Rehearsal",
            exclude: [
                "browser.py", "clients.py", "commands.py", "devtools.py", "phone.py", "sipmessage.py", "sockets.py",
                "wsphone.py",
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "rehearse",
            dependencies: ["Rehearsal"],
            path: "Tests/rehearse",
            swiftSettings: strict
        ),
        .target(name: "ScriptedSIP", path: "bench/ScriptedSIP", swiftSettings: strictForSockets),
        .target(
            name: "Endurance",
            dependencies: [
                "AccessPolicy", "Enforcement", "Proxy", "Rehearsal", "ScriptedSIP", "Chance",
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/Endurance",
            swiftSettings: strict + [.unsafeFlags(["-O"])]
        ),
        .executableTarget(
            name: "endure",
            dependencies: ["Endurance"],
            path: "Tests/endure",
            swiftSettings: strict
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "Rehearsal", "Endurance", "Chance", "earshot", "TargetResolution", "AccessPolicy", "PolicyFile",
                "PolicyStore", "TestFolder",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "EventBodyTests",
            dependencies: ["EventBody", "AccessPolicy", "Chance", "Taint"],
            swiftSettings: strict
        ),
        .testTarget(name: "BlockingWorkTests", dependencies: ["BlockingWork"], swiftSettings: strict),
        .testTarget(name: "InflationTests", dependencies: ["Inflation"], swiftSettings: strict),
        .testTarget(
            name: "EnforcementTests",
            dependencies: [
                "Enforcement", "AccessPolicy", "PolicyFile", "SIPMessage", "EventBody", "FuzzTargets", "Chance",
                "Taint",
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "DigestImportTests",
            dependencies: ["DigestImport", "AccessPolicy", "Enforcement"],
            swiftSettings: strict
        ),
        .testTarget(name: "PBXFilesTests", dependencies: ["PBXFiles"], swiftSettings: strict),
        .testTarget(name: "DialplanLintTests", dependencies: ["DialplanLint"], swiftSettings: strict),
        .testTarget(
            name: "AuditTrailTests",
            dependencies: ["AuditTrail", "Enforcement", "Chance"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ProxyTests",
            dependencies: [
                "Proxy", "Enforcement", "AuditTrail", "AccessPolicy", "PolicyFile", "Chance", "Rehearsal", "TestFolder",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "PolicyStoreTests",
            dependencies: [
                "PolicyStore", "AccessPolicy", "Rehearsal", "TestFolder", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "PolicyAdministrationTests",
            dependencies: [
                "PolicyAdministration", "AccessPolicy", "AdministeredStore", "PolicyFile", "PolicyStore",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "PolicyImportTests",
            dependencies: ["PolicyImport", "AccessPolicy", "PolicyFile"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "SignInTests",
            dependencies: [
                "SignIn", "AdministeredStore", "PolicyAdministration", "PolicyStore",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "JWTKit", package: "jwt-kit"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "AdminTests",
            dependencies: [
                "Admin", "AccessPolicy", "AdministeredStore", "PolicyFile", "PolicyStore", "PolicyAdministration",
                "SignIn",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Metrics", package: "swift-metrics"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "EarshotTests",
            dependencies: [
                "earshot", "AccessPolicy", "PolicyFile", "Enforcement", "AuditTrail", "DigestImport", "DialplanLint",
                "PolicyImport", "PolicyStore", "PolicyAdministration", "Proxy", "TargetResolution", "SignIn", "Admin",
                "AdministeredStore", "TestFolder",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "TargetResolutionTests",
            dependencies: ["TargetResolution", "Rehearsal", "Chance"],
            swiftSettings: strict
        ),
        .testTarget(name: "TidyTests", swiftSettings: strict),
        .target(
            name: "FuzzTargets",
            dependencies: [
                "AccessPolicy", "PolicyFile", "SIPMessage", "EventBody", "Enforcement",
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            path: "fuzz/FuzzTargets",
            swiftSettings: strict
        ),
        .target(name: "CAllocationCount", path: "bench/CAllocationCount"),
        .executableTarget(
            name: "bench",
            dependencies: [
                "AccessPolicy", "PolicyFile", "PolicyAdministration", "PolicyStore", "SIPMessage", "EventBody",
                "Enforcement", "CAllocationCount", "ScriptedSIP",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            path: "bench",
            exclude: ["CAllocationCount", "README.md", "ScriptedSIP", "check"],
            swiftSettings: strictForSockets
        ),
    ] + fuzzers
)
