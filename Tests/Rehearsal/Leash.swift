import Foundation

/// A watchman that ends the programs of a rehearsal when the rehearsal itself is gone, however it went.
///
/// It reads `+ pid` and `- pid` on its standard input; at its end it ends those that are left, by their process group,
/// and removes the temporary directory. `n name` names a network namespace that it removes as well.
final class Leash: Sendable {
    private static let script = """
        live=" " spaces=
        while read -r sign pid; do
            case "$sign" in
            +) live="$live$pid " ;;
            n) spaces="$spaces $pid" ;;
            -) case "$live" in *" $pid "*) live="${live%% "$pid" *} ${live#* "$pid" }" ;; esac ;;
            esac
        done
        for signal in TERM KILL; do
            for pid in $live; do kill -s "$signal" -- "-$pid" 2>/dev/null; done
            [ "$live" = " " ] || [ "$signal" = KILL ] || sleep 2
        done
        for space in $spaces; do ip netns del "$space" 2>/dev/null; done
        case "$1" in */earshot-rehearsal-*) rm -rf -- "$1" ;; esac
        """

    private let orders: FileHandle

    init(_ directory: URL) throws {
        // A write to a watchman who is gone must not end us.
        signal(SIGPIPE, SIG_IGN)
        let arguments = ["-c", Self.script, "leash", directory.path]
        orders = try Spawn(executable: URL(filePath: "/bin/sh"), arguments: arguments).run { _ in }.input
    }

    func hold(_ pid: Int32) { try? orders.write(contentsOf: Data("+ \(pid)\n".utf8)) }

    func release(_ pid: Int32) { try? orders.write(contentsOf: Data("- \(pid)\n".utf8)) }

    func hold(namespace: String) { try? orders.write(contentsOf: Data("n \(namespace)\n".utf8)) }

    deinit { try? orders.close() }
}
