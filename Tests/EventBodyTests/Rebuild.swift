import EventBody

/// `BodyRebuilder.rebuild` with arrays, for tests.
///
/// (A Span taken from a temporary inside a throwing expression crashes the compiler of Swift 6.3.1.)
func rebuild(
    _ body: [UInt8],
    type: String = "",
    isEncoded: Bool = false,
    package: MonitoredPackage = .dialog,
    of resource: SubscribedResource = .alice,
    pseudonym: (Span<UInt8>) -> String = { Pseudonym.make($0, key: "test") }
) -> RebuiltBody {
    let contentType = Array(type.utf8)
    return BodyRebuilder.rebuild(
        body.span,
        contentType: contentType.span,
        contentEncoding: isEncoded,
        package: package,
        resource: resource,
        pseudonym: pseudonym
    )
}

/// The same for text.
func rebuild(_ body: String, type: String = "", package: MonitoredPackage = .dialog) -> RebuiltBody {
    rebuild(Array(body.utf8), type: type, package: package)
}

extension SubscribedResource {
    /// Extension 101, which most tests are about.
    static let alice = SubscribedResource(
        entity: Array("sip:101@pbx.example".utf8),
        user: Array("101".utf8),
        statuses: ["In a meeting", "At lunch"]
    )
}

/// A stand-in for the caller's HMAC: 64-bit FNV-1a over key and id, in hexadecimal.
enum Pseudonym {
    static func make(_ id: Span<UInt8>, key: StaticString) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        key.withUTF8Buffer { for byte in $0 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 } }
        for index in 0..<id.count { hash = (hash ^ UInt64(id[index])) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension RebuiltBody {
    /// The outcome as the fixtures name it.
    var outcomeName: String {
        switch outcome {
        case .strict: "strict"
        case .tolerant: "tolerant"
        case .failedClosed(let reason): reason.rawValue
        }
    }

    /// The document as text.
    var text: String { String(decoding: bytes, as: UTF8.self) }
}
