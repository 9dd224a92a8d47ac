import Foundation

/// A watchman that ends the programs of a rehearsal when the rehearsal itself is gone, however it went.
///
/// It reads `+ pid` and `- pid` on its standard input; at its end it ends those that are left, by their process group.
final class Leash: Sendable {
    private static let script = """
        live=" "
        while read -r sign pid; do
            case "$sign" in
            +) live="$live$pid " ;;
            -) case "$live" in *" $pid "*) live="${live%% "$pid" *} ${live#* "$pid" }" ;; esac ;;
            esac
        done
        for signal in TERM KILL; do
            for pid in $live; do kill -s "$signal" -- "-$pid" 2>/dev/null; done
            [ "$live" = " " ] || [ "$signal" = KILL ] || sleep 2
        done
        """

    private let watchman: Process
    private let orders: FileHandle

    init() throws {
        let pipe = Pipe()
        watchman = Process()
        watchman.executableURL = URL(filePath: "/bin/sh")
        watchman.arguments = ["-c", Self.script]
        watchman.standardInput = pipe
        watchman.standardOutput = FileHandle.nullDevice
        watchman.standardError = FileHandle.nullDevice
        orders = pipe.fileHandleForWriting
        // A write to a watchman who is gone must not end us.
        signal(SIGPIPE, SIG_IGN)
        try watchman.run()
    }

    func hold(_ pid: Int32) { try? orders.write(contentsOf: Data("+ \(pid)\n".utf8)) }

    func release(_ pid: Int32) { try? orders.write(contentsOf: Data("- \(pid)\n".utf8)) }

    deinit { try? orders.close() }
}
