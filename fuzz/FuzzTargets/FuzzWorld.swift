import AccessPolicy
import Enforcement
import NIOCore
import PolicyFile
import SIPMessage

/// A small organisation, one registered phone and a PBX: what the fuzzed messages are judged in.
enum FuzzWorld {
    struct OnePhone: BindingLookup {
        func addresses(at endpoint: Endpoint, now: Moment) -> [AddressOfRecord] { endpoint == phone ? [bob] : [] }
        func endpoint(of address: AddressOfRecord, now: Moment) -> Endpoint? { address == bob ? phone : nil }
    }

    static let phone = Endpoint(ipv4: 0xC000_0207, port: 5062)
    static let pbx = Endpoint(ipv4: 0xC000_020A, port: 5060)
    static let bob = AddressOfRecord(user: Array("bob".utf8), host: Array("example.com".utf8))
    static let fromPhone = Flow(socket: .phone, remote: phone)
    static let fromPBX = Flow(socket: .pbx, remote: pbx)
    static let now = Moment(unixSeconds: 1_000)

    /// For bob, 101 is status only, 102 refused, 103 whole, 104 his own.
    private static let policy = """
        organization: Example
        domains: [example.com]
        users:
          bob: {extensions: ["104"]}
        roles:
          Admin: ["user:bob"]
        extensions:
          "101": {connected-callers: nobody}
          "102": {status: nobody}
        statuses: [In a meeting]
        """

    static let pipeline: Pipeline<OnePhone> = {
        guard let snapshot = try? PolicyCompiler.compile(PolicyFile.parse(policy, file: "fuzz"), revision: 1),
            let keys = TokenKeys(current: 1, secrets: [1: [UInt8](repeating: 7, count: 32)]),
            let code = FeatureCodes.Code(dial: "*33{extension}", action: .listen)
        else { preconditionFailure("the fuzzers' own policy") }
        var settings = Settings(
            addresses: OwnAddresses(
                phone: OwnAddress(host: "192.0.2.1", port: 5060),
                pbx: OwnAddress(host: "192.0.2.1", port: 5062)
            ),
            keys: keys,
            featureCodes: FeatureCodes([code])
        )
        settings.listeningDTMF = .block
        return Pipeline(settings: settings, pbx: PBXGroup([pbx]), bindings: OnePhone(), snapshot: snapshot)
    }()

    /// Whether our own gate and readers would take the message. Every limit is doubled: what came in just under one has grown by our headers.
    static func isAcceptable(_ bytes: ByteBuffer) -> Bool {
        var limits = MessageLimits()
        limits.datagramBytesMax *= 2
        limits.headBytesMax *= 2
        limits.lineBytesMax *= 2
        limits.headersMax *= 2
        limits.viasMax *= 2
        limits.routesMax *= 2
        limits.itemsMax *= 2
        limits.parametersMax *= 2
        limits.separatorsMax *= 2
        // A PBX may send URIs that hold our tokens, so the pipeline reads long ones from it.
        limits.userBytesMax *= 16
        limits.uriBytesMax *= 8
        guard case .message(let message) = ByteGate.screen(bytes, limits: limits) else { return false }
        return (try? FieldReader.read(message, limits: limits)) != nil
    }
}
