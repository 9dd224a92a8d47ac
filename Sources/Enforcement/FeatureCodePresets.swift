/// The codes that well-known PBXes ship with or document, by the preset's name. Nothing is active until it is chosen, because the
/// same digits mean different things on different PBXes. `docs/FEATURE_CODES.md` is written from this table.
///
/// None of them has codes for pickup or intercom: who wants those judged lists them (`action: pickup`).
public enum FeatureCodePresets {
    /// The names that `feature-codes: {preset: …}` takes.
    public static var names: [String] { all.map(\.name) }

    /// The codes of a preset, or nil when there is none of that name.
    public static func codes(of name: String) -> [FeatureCodes.Code]? {
        all.first { $0.name == name }?.codes
    }

    /// Every preset.
    public static let all: [FeatureCodePreset] = [
        FeatureCodePreset(
            name: "freepbx",
            note:
                "`555` is `ChanSpy('')`: `*` goes to the next call, digits and `#` to a channel. With an extension behind it it is a "
                + "local addition that many have; the number is left open by the keys all the same.",
            entries: [
                .init("555", .listen, .none, hops: true, "FreePBX/core `install.php`, `functions.inc.php` (`ChanSpy`)"),
                .init("555{extension:2-7}", .listen, .appended, hops: true, "https://support.gen.uk/kb/faq.php?id=412"),
            ]
        ),
        FeatureCodePreset(
            name: "fusionpbx",
            note:
                "Keys switch between listening, whispering and barging (`eavesdrop_enable_dtmf`). `*34` is off until it is enabled.",
            entries: [
                .init("*33{extension}", .listen, .appended, dialplan("260_eavesdrop.xml")),
                .init("*34{extension}", .barge, .appended, dialplan("261_sla_barge.xml")),
            ]
        ),
        FeatureCodePreset(
            name: "freeswitch",
            note:
                "Keys `1`, `2`, `3` and `0` switch between listening, whispering and barging. `779` is `eavesdrop all`: `*` goes to the next call.",
            entries: [
                .init("88{extension:4}", .listen, .appended, vanilla),
                .init("*0{extension}", .listen, .appended, vanilla),
                .init("779", .listen, .none, hops: true, vanilla),
            ]
        ),
        FeatureCodePreset(
            name: "yeastar-s",
            note: "",
            entries: [
                .init("*90{extension}", .listen, .appended, yeastarS),
                .init("*91{extension}", .whisper, .appended, yeastarS),
                .init("*92{extension}", .barge, .appended, yeastarS),
            ]
        ),
        FeatureCodePreset(
            name: "yeastar-p",
            note: "",
            entries: [
                .init("*51{extension}", .listen, .appended, yeastarP),
                .init("*52{extension}", .whisper, .appended, yeastarP),
                .init("*53{extension}", .barge, .appended, yeastarP),
            ]
        ),
        FeatureCodePreset(
            name: "grandstream",
            note: "\"Enable Spy\" lets every extension listen to every call. The PBX asks for the number.",
            entries: [
                .init("*54{extension}", .listen, .prompted, grandstream),
                .init("*55{extension}", .whisper, .prompted, grandstream),
                .init("*56{extension}", .barge, .prompted, grandstream),
            ]
        ),
        FeatureCodePreset(
            name: "broadworks",
            note:
                "The PBX asks for the number. The codes of a group can be changed; those of others than the defaults are to be listed. "
                + "`#82` is from memory: no public page was found for it.",
            entries: [
                .init(
                    "*33{extension}",
                    .barge,
                    .prompted,
                    "https://issuu.com/daisycomms/docs/daisy_hosted_voice_features_guide_final"
                ),
                .init("#82{extension}", .listen, .prompted, "BroadWorks' feature access codes, from memory"),
            ]
        ),
        FeatureCodePreset(
            name: "ringcentral",
            note: "The PBX asks for the number and `#`.",
            entries: [
                .init("*80{extension}#", .listen, .prompted, ringCentral),
                .init("*81{extension}#", .whisper, .prompted, ringCentral),
                .init("*82{extension}#", .barge, .prompted, ringCentral),
                .init("*83{extension}#", .barge, .prompted, ringCentral),
            ]
        ),
        FeatureCodePreset(
            name: "xorcom",
            note: "Off on the PBX until they are enabled.",
            entries: [
                .init("*54{extension}", .barge, .appended, xorcom),
                .init("*55{extension}", .listen, .appended, xorcom),
                .init("*56{extension}", .whisper, .appended, xorcom),
            ]
        ),
        FeatureCodePreset(
            name: "vodia",
            note: "",
            entries: [
                .init("*81{extension}", .barge, .appended, vodia),
                .init("*82{extension}", .whisper, .appended, vodia),
                .init("*83{extension}", .listen, .appended, vodia),
            ]
        ),
        FeatureCodePreset(
            name: "goto",
            note:
                "The PBX asks for the number. Keys `4`, `5` and `6` switch between listening, whispering and barging.",
            entries: [
                .init(
                    "*17{extension}",
                    .listen,
                    .prompted,
                    "https://support.goto.com/jive/help/how-do-i-monitor-a-call-jive-monitor-call"
                )
            ]
        ),
        FeatureCodePreset(
            name: "switchvox",
            note:
                "The administrator chooses the code; this is the one of the guides. Keys `4`, `5` and `6` switch between listening, whispering and barging.",
            entries: [
                .init("*92{extension}", .listen, .appended, "https://voice1.me/call-monitoring-with-switchvox/")
            ]
        ),
        FeatureCodePreset(
            name: "3cx",
            note:
                "3CX supervises from its own client and documents no code; the preset exists so that saying so is no mistake. "
                + "Source: https://www.3cx.it/doc/centralino-codici-chiamata/",
            entries: []
        ),
    ]

    private static func dialplan(_ file: String) -> String {
        "fusionpbx/fusionpbx `app/dialplans/resources/switch/conf/dialplan/\(file)`"
    }

    private static let vanilla = "FreeSWITCH `conf/vanilla/dialplan/default.xml`, `mod_dptools.c` (`eavesdrop`)"
    private static let yeastarS =
        "https://support.yeastar.com/hc/en-us/articles/115011582887-How-to-Use-Monitor-Feature"
    private static let yeastarP =
        "https://help.yeastar.com/en/p-series-cloud-edition/administrator-guide/feature-code-reference.html"
    private static let grandstream =
        "https://www.manualshelf.com/manual/grandstream/ucm6204/user-manual-english/page-275.html"
    private static let ringCentral =
        "https://sutherlandnetworks.zohodesk.com/portal/en/kb/articles/ring-central-call-monitoring"
    private static let xorcom = "https://www.xorcom.com/enabling-and-using-spy-whisper-and-barge-in-cpbx5"
    private static let vodia = "http://wiki.pbxnsip.com/index.php/Call_Mixing"
}
