import Foundation

/// Addresses that are one customer's: an address of IPv4, or 2^64 of IPv6.
enum AddressGroup {
    /// What stands for the group; for what is no address the text itself.
    static func of(_ address: String) -> String {
        var bytes = in6_addr()
        let plain = address.prefix { $0 != "%" }
        guard plain.contains(":"), inet_pton(AF_INET6, String(plain), &bytes) == 1 else { return address }
        let all = withUnsafeBytes(of: bytes) { Array($0) }
        if all.prefix(10).allSatisfy({ $0 == 0 }), all[10] == 255, all[11] == 255 {
            return all.suffix(4).map(String.init).joined(separator: ".")
        }
        return Base64URL.encode(all.prefix(8)) + "/64"
    }
}
