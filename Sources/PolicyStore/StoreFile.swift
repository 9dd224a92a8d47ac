#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The file of a database: ours alone (mode 0600), since it says who is registered where and what passwords hash to.
enum StoreFile {
    /// Makes the file, which is not there.
    static func make(at path: String) throws(StoreError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw cannotBeMade(path) }
        close(descriptor)
    }

    /// Whether the file is there. Says so when it is not a file, or others may read it.
    static func check(_ path: String) throws(StoreError) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return false }
            throw StoreError("`\(path)` cannot be looked at; check the owner and mode of its folder")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw StoreError("`\(path)` is not a file; name one under `store`")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw StoreError("`\(path)` may be read by others; run `chmod 600 \(path)`")
        }
        guard access(path, R_OK | W_OK) == 0 else {
            throw StoreError("`\(path)` cannot be written; check its owner and mode")
        }
        return true
    }

    /// Whether the file could be made.
    static func checkFolder(of path: String) throws(StoreError) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        guard access(folder, W_OK | X_OK) == 0 else { throw cannotBeMade(path) }
    }

    private static func cannotBeMade(_ path: String) -> StoreError {
        StoreError("`\(path)` cannot be made; check that its folder is there, and its owner and mode")
    }
}
