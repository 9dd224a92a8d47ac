import Testing

@testable import Enforcement

@Suite struct TargetProfileTests {
    static func forms(_ user: String, _ profile: TargetProfile) -> [String] {
        DialledUser(unescaped: Array(user.utf8), for: profile).forms.map { String(decoding: $0, as: UTF8.self) }
    }

    /// What is written, whom it is about, and the PBXes that read it so.
    static let readings: [(user: String, reading: String, by: [TargetProfile])] = [
        ("101;x=y", "101", TargetProfile.allCases),
        ("101;x=y", "101;x=y", TargetProfile.allCases),
        ("101;phone-context=example.com", "101", TargetProfile.allCases),
        ("1-0-1", "101", TargetProfile.allCases),
        ("101#", "101", TargetProfile.allCases),
        ("+101", "101", [.freeswitch, .kamailio, .generic]),
        ("+1-01;x", "101", [.freeswitch, .kamailio, .generic]),
        ("sip+101", "101", [.freeswitch, .generic]),
        ("sip+1-01", "101", [.freeswitch, .generic]),
        ("sip+john.smith", "john.smith", [.freeswitch, .generic]),
        ("park+701", "701", [.freeswitch, .generic]),
        ("park+701", "park", [.generic]),
        ("flow+*30", "*30", [.freeswitch, .generic]),
        ("x+101+otherdom", "101", [.freeswitch, .generic]),
        ("x+101+otherdom", "otherdom", [.generic]),
        ("x+101;y+otherdom", "101;y", [.freeswitch, .generic]),
        ("x+101;y+otherdom", "101", [.freeswitch, .generic]),
        ("forward+101/15550199", "101", [.freeswitch, .generic]),
        ("forward+101/15550199", "15550199", [.freeswitch, .generic]),
        ("101/15550199", "101", [.freeswitch, .generic]),
        ("++101", "101", [.kamailio, .generic]),
    ]

    @Test(arguments: readings, TargetProfile.allCases)
    func readsAsItsPBXDoes(
        _ line: (user: String, reading: String, by: [TargetProfile]),
        _ profile: TargetProfile
    ) {
        #expect(Self.forms(line.user, profile).contains(line.reading) == line.by.contains(profile), "\(line.user)")
    }

    /// What is not known must not be laxer than anything that is.
    @Test(arguments: readings)
    func genericReadsWhatAnyOtherReads(_ line: (user: String, reading: String, by: [TargetProfile])) {
        let generic = Self.forms(line.user, .generic)
        for profile in TargetProfile.allCases {
            for form in Self.forms(line.user, profile) {
                #expect(generic.contains(form), "\(form) of \(line.user) as \(profile)")
            }
        }
    }

    static let hosts: [(user: String, host: String?)] = [
        ("101", nil), ("sip+101", nil), ("x+101+otherdom", "otherdom"), ("x+101+a+b", "a+b"), ("x+101+", ""),
        ("+101+otherdom", "otherdom"), ("x+101@otherdom", "otherdom"),
    ]

    @Test(arguments: hosts)
    func aSecondPlusNamesTheHost(_ line: (user: String, host: String?)) {
        for profile in TargetProfile.allCases {
            let isRead = profile == .freeswitch || profile == .generic
            let host = DialledUser(unescaped: Array(line.user.utf8), for: profile).host
            #expect(host == (isRead ? line.host.map { Array($0.utf8) } : nil), "\(line.user) as \(profile)")
        }
    }
}
