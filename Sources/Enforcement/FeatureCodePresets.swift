/// The codes that well-known PBXes ship with or document, by the preset's name. Nothing is active until it is chosen, because the
/// same digits mean different things on different PBXes.
///
/// Sources: the PBXes' own dialplans (FreePBX core `install.php`, FreeSWITCH `conf/vanilla`, FusionPBX `260_`/`261_`) and the makers'
/// user guides. A two-stage code (dial, prompt, extension) is listed with `{extension}` as well, for phones that send it in one.
public enum FeatureCodePresets {
    /// The names that `feature-codes: {preset: …}` takes.
    public static let names = table.map(\.name)

    /// The codes of a preset, or nil when there is none of that name.
    public static func codes(of name: String) -> [FeatureCodes.Code]? {
        table.first { $0.name == name }?.codes.compactMap { FeatureCodes.Code(dial: $0.0, action: $0.1) }
    }

    private static let table: [(name: String, codes: [(String, FeatureCodes.Action)])] = [
        ("freepbx", [("555", .listen), ("555{extension}", .listen)]),
        ("fusionpbx", [("*33{extension}", .listen), ("*34{extension}", .barge)]),
        ("freeswitch", [("88{extension:4}", .listen), ("*0{extension}", .listen), ("779", .listen)]),
        ("yeastar-s", [("*90{extension}", .listen), ("*91{extension}", .whisper), ("*92{extension}", .barge)]),
        ("yeastar-p", [("*51{extension}", .listen), ("*52{extension}", .whisper), ("*53{extension}", .barge)]),
        ("grandstream", [("*54{extension}", .listen), ("*55{extension}", .whisper), ("*56{extension}", .barge)]),
        ("broadworks", [("*33{extension}", .barge), ("#82{extension}", .listen)]),
        (
            "ringcentral",
            [
                ("*80{extension}#", .listen), ("*81{extension}#", .whisper), ("*82{extension}#", .barge),
                ("*83{extension}#", .barge),
            ]
        ),
        ("xorcom", [("*54{extension}", .barge), ("*55{extension}", .listen), ("*56{extension}", .whisper)]),
        ("vodia", [("*81{extension}", .barge), ("*82{extension}", .whisper), ("*83{extension}", .listen)]),
        ("goto", [("*17{extension}", .listen)]),
        ("switchvox", [("*92{extension}", .listen)]),
        // 3CX supervises from its own client and documents no code; the preset exists so that saying so is not an error.
        ("3cx", []),
    ]
}
