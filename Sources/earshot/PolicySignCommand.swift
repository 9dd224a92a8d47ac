import AccessPolicy
import ArgumentParser
import Crypto
import Foundation
import PolicyFile

/// `earshot policy sign`: what proves a policy that is fetched from a server.
struct PolicySignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign a policy file for those who fetch it from a server.",
        discussion: """
            Writes FILE.sig beside the file; put both on the server, the signature first. A proxy takes no policy with a lower serial than it has \
            had, nor another one with the same. With --new-key makes a key, and prints what belongs under `policy-key`. Keep the key off the server.
            """
    )

    @Option(help: ArgumentHelp("Make a new key in this file.", valueName: "file"))
    var newKey: String?

    @Option(help: ArgumentHelp("The file of the key to sign with.", valueName: "file"))
    var key: String?

    @Option(
        help: ArgumentHelp(
            "A number higher than that of the policy before; the seconds since 1970 when left out.",
            valueName: "number"
        )
    )
    var serial: UInt64?

    @Argument(help: "The policy file.")
    var file: String?

    func validate() throws {
        switch (newKey, key, file) {
        case (.some, nil, nil), (nil, .some, .some): break
        default: throw ValidationError("write --new-key FILE, or --key FILE and a policy file")
        }
    }

    func run() async throws {
        if let newKey { return try make(newKey) }
        guard let key, let file else { return }
        let (model, policy) = try PolicyFile.read(path: file)
        _ = try PolicyCompiler.compile(model, revision: 1)
        guard let stored = FileManager.default.contents(atPath: key),
            let raw = Data(base64Encoded: String(decoding: stored, as: UTF8.self).filter { !$0.isNewline }),
            let secret = try? Curve25519.Signing.PrivateKey(rawRepresentation: raw)
        else { throw CommandError("`\(key)` is no key that `earshot policy sign --new-key` has made") }
        let serial = serial ?? UInt64(max(0, Date().timeIntervalSince1970))
        let signature = try PolicySignature(of: Data(policy.utf8), serial: serial, by: secret)
        let path = file + PolicySignature.suffix
        guard FileManager.default.createFile(atPath: path, contents: Data(signature.text.utf8)) else {
            throw CommandError("`\(path)` cannot be written; check the folder and its owner")
        }
        print("\(path) is the signature of serial \(serial)")
    }

    private func make(_ path: String) throws {
        let secret = Curve25519.Signing.PrivateKey()
        let text = Data("\(secret.rawRepresentation.base64EncodedString())\n".utf8)
        guard !FileManager.default.fileExists(atPath: path) else {
            throw CommandError("`\(path)` is there already, and may be a key; name another file")
        }
        guard FileManager.default.createFile(atPath: path, contents: text, attributes: [.posixPermissions: 0o600])
        else { throw CommandError("`\(path)` cannot be written; check the folder and its owner") }
        print("policy-key: \(secret.publicKey.rawRepresentation.base64EncodedString())")
    }
}
