import Dispatch
import Foundation
import Rehearsal
import Synchronization

/// Plays the scenes with a real PBX and real phones, prints what each phone was sent, and goes on serving.
@main
struct Rehearse {
    private static let usage = """
        usage: rehearse [--pbx udp://host:port] [--scenes-only] [--direct]

          --pbx          use this PBX on this machine; it needs users 101 to 105 of example.com with passwords secret-101 to secret-105
          --scenes-only  end after the scenes
          --direct       leave Earshot out: what phones see when nobody stands between them and the PBX
        """

    private static let interrupts = Journal<Int32>()
    private static let serving = Atomic(false)

    static func main() async {
        let options: Options
        do {
            options = try Options(CommandLine.arguments.dropFirst())
        } catch {
            print("\(error)\n\(usage)")
            exit(64)
        }
        let sources = [SIGINT, SIGTERM].map(watchFor)
        defer { withExtendedLifetime(sources) {} }
        do {
            let site = Site(policyStore: "sqlite:earshot.db")
            let guarded = Stage.Front.earshot(policy: "policy.yaml", port: 5060, site: site)
            let front = options.direct ? .nobody : guarded
            let good = try await Stage.with(front, pbx: options.pbx) { stage in
                let scenes = Scenes(stage)
                let good = try await scenes.play()
                if !options.scenesOnly { try await serve(stage) }
                return good
            }
            exit(good ? 0 : 1)
        } catch {
            print("the rehearsal failed: \(error)")
            exit(1)
        }
    }

    /// Ctrl-C ends the serving; before that it ends everything, and the leash sees to the programs.
    private static func watchFor(_ number: Int32) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
            guard serving.load(ordering: .relaxed) else { exit(130) }
            interrupts.append(number)
        }
        source.resume()
        return source
    }

    private static func serve(_ stage: Stage) async throws {
        try await stage.earshot?.usePolicy("policy.yaml")
        let user = "102"
        print(
            """

            serving until Ctrl-C. point a phone at \(stage.front) over UDP: user \(user), password \
            \(Stage.password(user)), domain \(Stage.domain), proxy \(stage.front); then watch 101, or 105
            """
        )
        if let earshot = stage.earshot {
            let link = earshot.operatorLink ?? "http://\(earshot.admin)"
            print("who may watch whom is set at http://\(earshot.admin); choose a password for `admin` at \(link)")
        }
        // When standard output is a file or a pipe, nothing is written otherwise until the end.
        fflush(nil)
        serving.store(true, ordering: .relaxed)
        _ = try await interrupts.first("Ctrl-C", within: .seconds(365 * 86_400)) { _ in true }
        print("ending")
    }
}
