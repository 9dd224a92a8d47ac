/// A signing key as it is kept.
public struct StoredKey: Sendable, Hashable {
    /// Its number, by which what it signed names it.
    public var number: UInt8
    /// The secret itself.
    public var secret: [UInt8]
    /// From when on it signs, in seconds since 1970-01-01 UTC; it verifies at once.
    public var signsFrom: Int64

    /// A key.
    public init(number: UInt8, secret: [UInt8], signsFrom: Int64 = 0) {
        (self.number, self.secret, self.signsFrom) = (number, secret, signsFrom)
    }
}

/// What a store does that nodes have their signing keys from. Calls block.
public protocol KeyStore: Sendable {
    /// The keys, the newest last.
    func signingKeys() throws(StoreError) -> [StoredKey]

    /// Puts keys in where there are none. Gives what is there then, which may be another node's.
    func importKeys(_ keys: [StoredKey]) throws(StoreError) -> [StoredKey]

    /// Adds a key, under the number after the highest or the lowest that is free, which signs after so long.
    func addKey(secret: [UInt8], signingAfter seconds: Int64) throws(StoreError) -> StoredKey

    /// Removes a key; false when there is none of that number.
    func removeKey(_ number: UInt8) throws(StoreError) -> Bool
}
