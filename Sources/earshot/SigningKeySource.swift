import Foundation
import PolicyStore

/// Where the signing keys are: in the store that nodes share, or in a file.
struct SigningKeySource: Sendable {
    /// The file; also what a store without keys begins with.
    let path: String
    /// Nil where the file has them.
    let store: (any KeyStore)?

    /// The keys. Where there are none they are made.
    func load() throws(SigningKeyFile.UnusableError) -> SigningKeys {
        guard let store else { return try SigningKeyFile.load(path: path) }
        do throws(StoreError) {
            let known = try store.signingKeys()
            if !known.isEmpty { return SigningKeys(keys: known) }
        } catch {
            throw SigningKeyFile.UnusableError(text: error.text)
        }
        let file = try SigningKeyFile.load(path: path)
        do throws(StoreError) {
            return SigningKeys(keys: try store.importKeys(file.keys))
        } catch {
            throw SigningKeyFile.UnusableError(text: error.text)
        }
    }

    /// The keys that there are. None are made: a file that is gone for a moment is no reason for others.
    func reload() throws(SigningKeyFile.UnusableError) -> SigningKeys {
        guard let store else {
            guard FileManager.default.fileExists(atPath: path) else {
                throw SigningKeyFile.UnusableError(text: "`\(path)` is not there; put it back")
            }
            return try SigningKeyFile.load(path: path)
        }
        var known: [StoredKey] = []
        do throws(StoreError) {
            known = try store.signingKeys()
        } catch {
            throw SigningKeyFile.UnusableError(text: error.text)
        }
        guard !known.isEmpty else { throw SigningKeyFile.UnusableError(text: "the store has no signing keys any more") }
        return SigningKeys(keys: known)
    }

    /// Adds a key, which signs after so long.
    func add(signingAfter seconds: Int64, now: Int64) throws(SigningKeyFile.UnusableError) -> StoredKey {
        guard let store else { return try SigningKeyFile.add(to: path, signingFrom: now + seconds) }
        // A store without any gets those of the file first, with which something may be signed.
        _ = try load()
        do throws(StoreError) {
            return try store.addKey(secret: SigningKeys.secret(), signingAfter: seconds)
        } catch {
            throw SigningKeyFile.UnusableError(text: error.text)
        }
    }

    /// Removes a key; false when there is none of that number.
    func remove(_ number: UInt8) throws(SigningKeyFile.UnusableError) -> Bool {
        guard let store else { return try SigningKeyFile.remove(number, from: path) }
        do throws(StoreError) {
            return try store.removeKey(number)
        } catch {
            throw SigningKeyFile.UnusableError(text: error.text)
        }
    }
}
