import Crypto
import Foundation

/// Codes of an authenticator (TOTP, RFC 6238): six digits, HMAC-SHA-1, steps of 30 s, which is what every authenticator can.
enum OneTimeCode {
    static let secretBytes = 20
    private static let stepSeconds: Int64 = 30
    /// Steps before and after now that are taken too, for clocks differ.
    private static let window: Int64 = 1

    static func step(at now: Int64) -> Int64 { now / stepSeconds }

    /// The code of a step (RFC 4226 §5.3).
    static func code(_ secret: [UInt8], step: Int64, digits: Int = 6) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * $0)) }
        let mac = Array(
            HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret))
        )
        let offset = Int(mac[mac.count - 1] & 15)
        let number = mac[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
        let text = String(number % Int(pow(10, Double(digits))))
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// The step whose code it is, near now and later than the last that was taken; nil when there is none.
    static func step(of code: String, secret: [UInt8], at now: Int64, after last: Int64) -> Int64? {
        let digits = code.filter { $0 != " " }
        var found: Int64?
        // Every step is compared, whichever fits.
        for step in (step(at: now) - window)...(step(at: now) + window) {
            if ConstantTime.equal(digits, self.code(secret, step: step)), step > last { found = found ?? step }
        }
        return found
    }

    /// What an authenticator reads from a picture.
    static func uri(secret: [UInt8], account: String, issuer: String) -> String {
        let allowed = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
        let name = account.addingPercentEncoding(withAllowedCharacters: allowed) ?? "account"
        let issuer = issuer.addingPercentEncoding(withAllowedCharacters: allowed) ?? "Earshot"
        return "otpauth://totp/\(issuer):\(name)?secret=\(Base32.encode(secret))&issuer=\(issuer)"
            + "&algorithm=SHA1&digits=6&period=30"
    }
}
