import Admin
import ArgumentParser
import Enforcement
import Foundation
import Logging
import PolicyStore
import Proxy
import SignIn

/// Where people say who they are, put together from a configuration.
extension Assembly {
    /// The desk over a store, which puts on record what is done there.
    static func desk(
        _ configuration: Configuration,
        store: any AccountStore,
        keys: KeyRing,
        record: @escaping @Sendable (SignInEvent) -> Void
    ) throws -> SignInDesk {
        var settings = SignInSettings(
            address: configuration.adminAddress,
            oidc: configuration.oidc,
            local: { LocalToken(keys.current) }
        )
        if let path = configuration.oidcSecretPath {
            let secret = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
            guard let secret = secret?.trimmingCharacters(in: .whitespacesAndNewlines), !secret.isEmpty else {
                throw CommandError("`\(path)` holds no secret; write the one of `client-id` into it")
            }
            settings.oidc?.clientSecret = secret
        }
        return SignInDesk(store: store, settings: settings, record: record)
    }

    /// Does something at the desk over the configured store.
    static func atDesk<Value>(
        _ option: ConfigurationOption,
        _ work: (SignInDesk) throws(SignInError) -> Value
    ) throws -> Value {
        let configuration = try Assembly.configuration(option)
        let store = try configuration.store.open(logger: .silent)
        // Of an identity provider nothing is asked here.
        return try work(SignInDesk(store: store, settings: SignInSettings(address: configuration.adminAddress)))
    }

    /// A token for a minute, by which a command asks the proxy of the same keys: those in the store that nodes share, or in the file. Makes none.
    static func localToken(_ configuration: Configuration) throws -> String {
        let now = AdminClock.system.now()
        var keys = SigningKeys(keys: try configuration.store.signingKeys())
        if keys.keys.isEmpty { keys = try SigningKeySource(path: configuration.secretPath, store: nil).reload() }
        guard let token = keys.tokenKeys(at: now).flatMap({ LocalToken($0).make(now: now) }) else {
            throw CommandError("there is no signing key of 32 bytes; see `earshot keys list`")
        }
        return token
    }

    /// Shows whoever starts the first Earshot how to become its operator.
    static func announceFirstLink(_ desk: SignInDesk, logger: Logger) throws {
        guard let link = try desk.firstLink(now: AdminClock.system.now()) else { return }
        print("there is no operator yet; set the password of `admin` within the hour at \(link)")
        fflush(nil)
        logger.notice("there is no operator yet; the link to become one was printed")
    }
}

extension Configuration {
    /// Where browsers find the admin address.
    var adminAddress: String {
        adminURL ?? "\(isAdminSecure ? "https" : "http")://\(reachableAdminHost):\(admin.port)"
    }

    /// The host of the admin address as something on this machine reaches it.
    var reachableAdminHost: String {
        let own = ["0.0.0.0": "127.0.0.1", "::": "::1", "[::]": "::1"][admin.host] ?? admin.host
        return own.contains(":") && !own.hasPrefix("[") ? "[\(own)]" : own
    }
}

extension LocalToken {
    /// The tokens of these keys.
    init(_ keys: TokenKeys) { self.init(keys: keys.localOperatorKeys, current: keys.current) }
}
