/// Where dial plans are read from: the disk for the command, memory for the tests.
public protocol DialplanFiles {
    /// Whether the path is a folder.
    func isFolder(_ path: String) -> Bool
    /// The names of what is in a folder; none when it cannot be read.
    func names(in folder: String) -> [String]
    /// The text of a file; nil when it cannot be read, or is longer than ``DialplanLimits/fileBytesMax``.
    func text(of path: String) -> String?
}

extension DialplanFiles {
    /// The files below a folder whose names end so, in order of path.
    func files(below folder: String, ending suffix: String, depth: Int = 0) -> [String] {
        guard depth <= DialplanLimits.includeDepthMax else { return [] }
        var found: [String] = []
        for name in names(in: folder).sorted() where found.count <= DialplanLimits.filesMax {
            let path = DialplanPath.join(folder, name)
            if isFolder(path) {
                found += files(below: path, ending: suffix, depth: depth + 1)
            } else if name.hasSuffix(suffix) {
                found.append(path)
            }
        }
        return found
    }

    /// The files that a path means whose last part may be a pattern of the shell (`*`, `?`), in order of path. None when there are none.
    func files(matching pattern: String) -> [String] {
        let folder = DialplanPath.folder(of: pattern)
        let wanted = DialplanPath.name(of: pattern)
        return names(in: folder).filter { DialplanPath.matches($0[...], wanted[...]) }.sorted()
            .map { DialplanPath.join(folder, $0) }
            .filter { !isFolder($0) }
    }
}

/// Paths as dial plans write them.
enum DialplanPath {
    /// The folder that a file is in.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The last part of a path.
    static func name(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// A path that may be relative to a folder.
    static func join(_ folder: String, _ path: String) -> String {
        if path.hasPrefix("/") || folder == "." { return path }
        return folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
    }

    /// Whether a name is what a pattern means: `*` is any run of characters, `?` any one. Names that begin with a dot are not meant by `*`.
    static func matches(_ name: Substring, _ pattern: Substring) -> Bool {
        guard !name.hasPrefix(".") || pattern.hasPrefix(".") else { return false }
        var (name, pattern) = (name, pattern)
        // Where the last `*` was, and how far its run goes now.
        var retry: (name: Substring, pattern: Substring)?
        while true {
            if let wanted = pattern.first, wanted == "*" {
                pattern.removeFirst()
                retry = (name, pattern)
            } else if let wanted = pattern.first, let found = name.first, wanted == "?" || wanted == found {
                pattern.removeFirst()
                name.removeFirst()
            } else if name.isEmpty && pattern.isEmpty {
                return true
            } else if let last = retry, !last.name.isEmpty {
                name = last.name.dropFirst()
                pattern = last.pattern
                retry = (name, pattern)
            } else {
                return false
            }
        }
    }
}
