import Foundation
import Logging
import PolicyStore
import TestFolder

/// A store in it.
extension TestFolder {
    func open(_ name: String = "earshot.db") throws -> SQLiteStore {
        try SQLiteStore(path: path(name), logger: Logger(label: "test"))
    }

    /// What opening it says to the operator; nil when it can be opened.
    func complaint(_ name: String = "earshot.db") -> String? {
        do throws(StoreError) {
            _ = try SQLiteStore(path: path(name), logger: Logger(label: "test"))
            return nil
        } catch {
            return error.text.replacingOccurrences(of: url.path, with: "@")
        }
    }

    /// What a check of it says; nil when it is well.
    func checked(_ name: String = "earshot.db") -> String? {
        do throws(StoreError) {
            try SQLiteStore.check(path: path(name))
            return nil
        } catch {
            return error.text.replacingOccurrences(of: url.path, with: "@")
        }
    }

    func mode(_ name: String) throws -> Int? {
        (try FileManager.default.attributesOfItem(atPath: path(name))[.posixPermissions] as? NSNumber)?.intValue
    }
}
