/// What a store knows of those who sign in. Calls block and may come from any thread; times are seconds since 1970.
///
/// All that is written here outlives the power being cut. Nothing in it opens anything by itself: of ids and tokens there are hashes only.
public protocol AccountStore: Sendable {
    /// Every account, operators first, then by organisation and name; no more than the limit.
    func accounts() throws(StoreError) -> [StoredAccount]

    /// The account of that name; nil when there is none.
    func account(_ name: AccountName) throws(StoreError) -> StoredAccount?

    /// The accounts of that name in any organisation, operators' too; two are enough to tell that it is not clear.
    func accounts(named name: String) throws(StoreError) -> [StoredAccount]

    /// Makes an account; false when there is one of its name.
    ///
    /// - Throws: also what is wrong with the name, and when there are as many as there may be.
    func add(_ account: StoredAccount) throws(StoreError) -> Bool

    /// Changes an account; false when there is none of that name, or the change does not fit what it is.
    func change(_ name: AccountName, _ change: AccountChange) throws(StoreError) -> Bool

    /// Takes away an account with all that was made for it; false when there was nothing of that name.
    func removeAccount(_ name: AccountName) throws(StoreError) -> Bool

    /// Keeps a session. Of one person's the oldest make room.
    func begin(_ session: StoredSession) throws(StoreError)

    /// The session with that hash, ended or not; nil when there is none.
    func session(_ hash: [UInt8]) throws(StoreError) -> StoredSession?

    /// Somebody was there.
    func seen(_ hash: [UInt8], at now: Int64) throws(StoreError)

    /// Ends a session.
    func endSession(_ hash: [UInt8]) throws(StoreError)

    /// Ends all sessions of somebody.
    func endSessions(of name: AccountName) throws(StoreError)

    /// Keeps a token; false when there is one of its number, or its owner has as many as there may be.
    func add(_ token: StoredToken) throws(StoreError) -> Bool

    /// The token with that hash; nil when there is none.
    func token(_ hash: [UInt8]) throws(StoreError) -> StoredToken?

    /// The tokens of somebody, or of everybody, in the order in which they were made.
    func tokens(of name: AccountName?) throws(StoreError) -> [StoredToken]

    /// A token was used.
    func used(_ hash: [UInt8], at now: Int64) throws(StoreError)

    /// Takes a token away, if it is that owner's, or whosever; false when there is none.
    func removeToken(_ number: String, of name: AccountName?) throws(StoreError) -> Bool

    /// Keeps a sign-in link, in place of any other for the same account.
    func add(_ link: StoredLink) throws(StoreError)

    /// The link with that hash, if it has not ended; it stays.
    func link(_ hash: [UInt8], at now: Int64) throws(StoreError) -> StoredLink?

    /// Uses a link up and gives its account that password, and makes the account where there is none; both or neither. All sessions of it end.
    ///
    /// - Returns: whose it is; nil when the link is none, was used or has ended.
    func redeem(_ hash: [UInt8], password: String, at now: Int64) throws(StoreError) -> AccountName?

    /// Counts an attempt before it is made, so that many at once are not free.
    ///
    /// - Parameters:
    ///   - subject: the hash of what is counted: an account, whether it is there or not, or an address.
    ///   - delays: seconds to wait after the first failure, the second and so on; the last one after any more.
    /// - Returns: 0 when it may be made; when it may be made again if not, and then nothing was counted.
    func attempt(_ subject: [UInt8], at now: Int64, delays: [Int64]) throws(StoreError) -> Int64

    /// The last attempt of it was none: as if it had not been counted.
    func takeBack(_ subject: [UInt8]) throws(StoreError)

    /// Forgets the attempts of it.
    func forgive(_ subject: [UInt8]) throws(StoreError)

    /// Drops what has ended at that moment: sessions, tokens, links, and attempts of more than a day before.
    func pruneAccounts(before now: Int64) throws(StoreError)
}
