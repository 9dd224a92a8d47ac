/// Why a target has no address now.
public struct ResolutionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong.
    public enum Cause: Sendable, Hashable, CaseIterable {
        /// What is to be looked up is no `sip:` or `sips:` URI of a host.
        case notATarget
        /// There is no such name.
        case noSuchName
        /// The name is there, and has no address.
        case noAddress
        /// The name is an alias of something that has no address, or of itself.
        case aliasWithoutEnd
        /// The domain says that it offers no such service (a SRV target of `.`, RFC 2782).
        case notOffered
        /// No name server answered in time.
        case timeout
        /// No name server could be reached.
        case unreachable
        /// The name servers answered that they cannot or will not say.
        case refused
        /// The answer could not be read.
        case malformed
        /// The name servers that were configured are none, or the library could not start.
        case unusable
        /// Too many others were waiting.
        case busy
    }

    /// What went wrong.
    public let cause: Cause
    /// What was to be looked up.
    public let name: String

    /// An error about a name.
    public init(_ cause: Cause, _ name: String) {
        self.cause = cause
        self.name = name
    }

    /// For the operator: what is wrong, and what to do about it.
    public var description: String {
        switch cause {
        case .notATarget:
            "`\(name)` is nothing to look up; write `sip:HOST`, `sips:HOST` or `sip:HOST:PORT;transport=tcp`"
        case .noSuchName: "`\(name)` is not known to the name service; check how it is written"
        case .noAddress: "`\(name)` has no address; add an A or AAAA record for it"
        case .aliasWithoutEnd: "`\(name)` is an alias that ends at no address; mend its CNAME record"
        case .notOffered: "`\(name)` says that it offers no SIP service; mend its SRV records, or give a port"
        case .timeout: "no name server answered for `\(name)` in time; check the way to those in /etc/resolv.conf"
        case .unreachable: "no name server could be reached for `\(name)`; check those in /etc/resolv.conf"
        case .refused: "the name servers would not say where `\(name)` is; check that they serve this machine"
        case .malformed: "the answer of the name server for `\(name)` cannot be read; try another name server"
        case .unusable: "`\(name)` cannot be looked up; check the list of name servers"
        case .busy: "`\(name)` was not looked up, too many others are waiting; look up less often"
        }
    }
}
