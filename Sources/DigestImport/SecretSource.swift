/// A file of secrets as the configuration names it: `asterisk:/etc/asterisk/pjsip.conf`.
public struct SecretSource: Sendable, Equatable {
    /// What wrote the file.
    public enum Format: String, Sendable, CaseIterable {
        /// `pjsip.conf`.
        case asterisk
        /// The XML directory: a file, or a folder of them.
        case freeswitch
        /// A dump of the `subscriber` table with a header row.
        case kamailio
        /// Lines of `user:realm:hash`, as `htdigest` writes them.
        case ha1
    }

    /// What wrote the file.
    public var format: Format
    /// Where it is.
    public var path: String

    /// Nil when there is no known format before the first colon, or nothing after it.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, let format = Format(rawValue: parts[0]) else { return nil }
        (self.format, path) = (format, parts[1])
    }

    /// What a file's text holds.
    public func read(_ text: String, file: String, realms: Realms) -> ImportedSecrets {
        switch format {
        case .asterisk: AsteriskAuth.read(text, file: file, realms: realms)
        case .freeswitch: FreeSwitchDirectory.read(text, file: file, realms: realms)
        case .kamailio: KamailioSubscribers.read(text, file: file, realms: realms)
        case .ha1: HashList.read(text, file: file, realms: realms)
        }
    }
}
