import GRDB

/// Why the store cannot be used, in words for the operator.
public struct StoreError: Error, Equatable, CustomStringConvertible {
    /// What is wrong, and what to do about it.
    public let text: String

    /// The text.
    public var description: String { text }

    /// What a text says.
    public init(_ text: String) { self.text = text }

    /// What the database said of the file at the path.
    init(_ error: any Error, path: String) {
        if let error = error as? StoreError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            text = "the store `\(path)` cannot be used: \(error)"
            return
        }
        switch error.resultCode {
        case .SQLITE_NOTADB:
            text = "`\(path)` is no database of ours; name another file under `store`"
        case .SQLITE_CORRUPT:
            text = "`\(path)` is damaged; put it aside or restore it, phones then register again"
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            text = "`\(path)` cannot be written; check the owner and mode of the file and its folder"
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            text = "`\(path)` is locked by another program; end that one"
        case .SQLITE_FULL:
            text = "`\(path)` cannot grow: the disk is full"
        default:
            let reason = error.message ?? "error \(error.extendedResultCode.rawValue)"
            text = "the store `\(path)` cannot be used: \(reason)"
        }
    }
}
