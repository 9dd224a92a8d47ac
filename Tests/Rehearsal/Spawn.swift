import Foundation
import Synchronization

/// Starts a program in a process group of its own, and waits for it in a thread of its own.
///
/// Foundation's `Process` is not used: it takes a descriptor that the program closes for the program's end, and then
/// waits for it in a thread that others need. Kamailio closes every descriptor that it does not know.
struct Spawn {
    let executable: URL
    let arguments: [String]

    /// Starts the program with these descriptors as its standard input, output and errors.
    ///
    /// `ended` gets the exit status, or 128 and the number of the signal that ended the program.
    private func run(_ input: Int32, _ output: Int32, _ errors: Int32, ended: @escaping @Sendable (Int32) -> Void)
        throws -> Int32
    {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, descriptor) in [input, output, errors].enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
        }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A signal that we ignore must not be ignored by the program.
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        posix_spawnattr_setflags(&attributes, Int16(flags))

        var words: [UnsafeMutablePointer<CChar>?] = ([executable.path] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var pid: pid_t = 0
        guard posix_spawn(&pid, executable.path, &actions, &attributes, words, environ) == 0 else {
            throw RehearsalError.refused(what: "to start `\(executable.path)`")
        }
        let started = pid
        Thread.detachNewThread {
            var status: Int32 = 0
            while waitpid(started, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7F
            ended(signal == 0 ? (status >> 8) & 0xFF : 128 + signal)
        }
        return pid
    }

    /// Starts the program with a pipe to its standard input and handlers for its outputs, nil for nowhere.
    ///
    /// Gives the process id and the end to write to.
    func run(
        onOutput: (@Sendable (Data) -> Void)? = nil,
        onErrors: (@Sendable (Data) -> Void)? = nil,
        ended: @escaping @Sendable (Int32) -> Void
    ) throws -> (pid: Int32, input: FileHandle) {
        // A pipe that another program inherited would never come to its end, so no two are started at once.
        try Self.alone.withLock { _ in
            let input = try Self.pipe()
            let output = try Self.outlet(onOutput)
            let errors = try Self.outlet(onErrors)
            let reading = input.reading
            let pid = try run(reading.fileDescriptor, output.fileDescriptor, errors.fileDescriptor, ended: ended)
            for handle in [reading, output, errors] { try handle.close() }
            return (pid, input.writing)
        }
    }

    /// Runs the program to its end, with nothing to read and nobody to hear it. Gives its exit status.
    func status() throws -> Int32 {
        let end = End()
        let (_, input) = try run { status in
            end.status.withLock { $0 = status }
            end.isThere.signal()
        }
        try input.close()
        end.isThere.wait()
        return end.status.withLock { $0 }
    }

    private final class End: Sendable {
        let status = Mutex<Int32>(-1)
        let isThere = DispatchSemaphore(value: 0)
    }

    /// Held while a program is started, and by whoever has a descriptor that must close for good: until it runs, the program has a copy of each.
    static let alone = Mutex(())

    /// A pipe that no program inherits, not even one that something else starts at this very moment.
    ///
    /// It is made as a file because `Pipe` is close-on-exec only from the second call on, and Glibc's module has no
    /// `pipe2`.
    private static func pipe() throws -> (reading: FileHandle, writing: FileHandle) {
        let path = FileManager.default.temporaryDirectory.appending(path: "earshot-pipe-\(UUID().uuidString)").path
        guard mkfifo(path, 0o600) == 0 else { throw RehearsalError.refused(what: "a pipe at `\(path)`") }
        defer { unlink(path) }
        let ends = [open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC), open(path, O_WRONLY | O_CLOEXEC)]
        let handles = ends.map { FileHandle(fileDescriptor: $0, closeOnDealloc: true) }
        guard ends.allSatisfy({ $0 >= 0 }), fcntl(ends[0], F_SETFL, 0) == 0 else {
            throw RehearsalError.refused(what: "a pipe at `\(path)`")
        }
        return (handles[0], handles[1])
    }

    /// The end to write to of a pipe whose other end feeds a handler.
    private static func outlet(_ handler: (@Sendable (Data) -> Void)?) throws -> FileHandle {
        guard let handler else { return try FileHandle(forWritingTo: URL(filePath: "/dev/null")) }
        let (reading, writing) = try pipe()
        // A thread of its own, because a dispatch source must not outlive its descriptor, and `FileHandle` does not wait
        // for the end of the one before it closes the other.
        Thread.detachNewThread {
            var piece = Data([0])
            while !piece.isEmpty {
                piece = reading.availableData
                handler(piece)
            }
            try? reading.close()
        }
        return writing
    }
}
