import Dispatch
import Synchronization

/// Makes and checks hashes of passwords, a few at a time: each costs memory and a processor, and anybody may ask.
final class PasswordChecks: Sendable {
    private let cost: PasswordHash.Cost
    private let room: DispatchSemaphore
    private let waitingMax: Int
    private let waiting = Mutex(0)
    /// What the password of somebody unknown is compared with, so that it takes as long as somebody's.
    private let nobody: PasswordHash

    /// - Parameters:
    ///   - atOnce: checks that are made at once.
    ///   - waitingMax: checks that are made or wait; more are turned away.
    init(
        cost: PasswordHash.Cost,
        random: RandomBytes,
        atOnce: Int = Limits.checksMax,
        waitingMax: Int = Limits.checksWaitingMax
    ) {
        (self.cost, self.waitingMax) = (cost, waitingMax)
        room = DispatchSemaphore(value: atOnce)
        nobody = PasswordHash(ofNothing: random, cost: cost)
    }

    /// A new hash.
    func hash(_ password: String, salt: [UInt8]) throws(SignInError) -> String {
        try inTurn { try PasswordHash(password, salt: salt, cost: cost) }.text
    }

    /// Whether the password is the one of a stored hash; never when there is none, which takes as long.
    func matches(_ password: String, _ stored: String?) throws(SignInError) -> Bool {
        guard password.utf8.count <= Limits.passwordBytesMax else { return false }
        let hash = stored.flatMap { PasswordHash($0) }
        let isRight = try inTurn { try (hash ?? nobody).matches(password) }
        return isRight && hash != nil
    }

    /// Does it when there is room.
    func inTurn<Value>(_ work: () throws -> Value) throws(SignInError) -> Value {
        let isRoom = waiting.withLock { waiting in
            guard waiting < waitingMax else { return false }
            waiting += 1
            return true
        }
        guard isRoom else { throw .busy }
        room.wait()
        defer {
            room.signal()
            waiting.withLock { $0 -= 1 }
        }
        do {
            return try work()
        } catch let error as SignInError {
            throw error
        } catch {
            throw .unusable("passwords cannot be hashed: \(error)")
        }
    }
}
