/// The PBXes, as all event loops share them.
struct PBXes: Sendable {
    let directory: PBXDirectory
    let connector: PBXConnector
    let prober: PBXProber
    let canary: Canary?
}
