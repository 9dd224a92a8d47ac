import AccessPolicy
import Foundation
import PolicyFile
import Yams

/// A policy that a server has.
extension ConfigurationReader {
    mutating func readPolicy(_ node: Node) {
        guard let text = nodes.text(node, "`policy`") else { return }
        guard text.value.contains("://") else {
            reading.configuration.policyPath = text.value
            return
        }
        guard let url = URL(string: text.value), let host = url.host, !host.isEmpty, url.fragment == nil,
            url.query == nil
        else {
            let advice = "write `https://HOST/PATH`, without `?` and `#`"
            return nodes.report("`policy` is no address that a policy can be fetched from; \(advice)", line: text.line)
        }
        guard url.user == nil, url.password == nil else {
            return nodes.report(
                "`policy` has a user in it; leave that out, the signature proves the policy",
                line: text.line
            )
        }
        switch url.scheme?.lowercased() {
        case "https": break
        case "http" where ["127.0.0.1", "::1", "[::1]", "localhost"].contains(host.lowercased()): break
        default:
            let advice = "write `https://`; `http://` is for this machine alone"
            return nodes.report("`\(text.value)` could be changed on its way; \(advice)", line: text.line)
        }
        reading.configuration.policyURL = url
    }

    /// `unsigned`, or public keys in base64.
    mutating func readPolicyKey(_ node: Node) {
        for text in texts(node, .policyKey) {
            if text.value == "unsigned" {
                reading.configuration.isPolicyUnsigned = true
            } else if let key = Data(base64Encoded: text.value), key.count == 32 {
                reading.configuration.policyKeys.append(key)
            } else {
                let advice = "write what `earshot policy sign --new-key FILE` prints, or `unsigned`"
                nodes.report("`\(text.value)` is no public key; \(advice)", line: text.line)
            }
        }
    }

    mutating func readPolicyPoll(_ node: Node) {
        guard let text = nodes.text(node, "`policy-poll-seconds`") else { return }
        if let seconds = Int64(text.value), (1...86_400).contains(seconds) {
            reading.configuration.policyPollSeconds = seconds
        } else {
            nodes.report("`\(text.value)` is no number of seconds from 1 to 86400", line: text.line)
        }
    }

    /// What goes together.
    mutating func checkPolicy() {
        let configuration = reading.configuration
        guard configuration.policyURL != nil else {
            for key in [Key.policyKey, .policyPollSeconds, .policyCopy] {
                if let line = lines[key] {
                    warn("`\(key.rawValue)` is for a `policy` from a server, and does nothing", line)
                }
            }
            return
        }
        let line = lines[.policyKey] ?? lines[.policy] ?? 0
        if configuration.isPolicyUnsigned, !configuration.policyKeys.isEmpty {
            nodes.report("`policy-key` says `unsigned` and names a key; write one of both", line: line)
        } else if configuration.isPolicyUnsigned {
            warn("whoever answers at the address of `policy` decides who may listen: it need not be signed", line)
        } else if configuration.policyKeys.isEmpty {
            nodes.report(
                "a policy from a server must be signed: write `policy-key: KEY`, which `earshot policy sign --new-key FILE` "
                    + "prints, or `policy-key: unsigned` if whoever answers there may decide",
                line: line
            )
        }
    }
}
