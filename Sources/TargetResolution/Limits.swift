/// Every bound of this module, with its unit and its reason.
enum Limits {
    /// NAPTR records of one name that are looked at.
    static let naptrRecordsMax = 16
    /// SRV records of one name, and of one resolution, that are looked at.
    static let srvRecordsMax = 32
    /// Addresses of one name and family that are looked at.
    static let addressesPerNameMax = 16
    /// Targets of one resolution; more than anybody tries in turn.
    static let targetsMax = 128
    /// Records of one answer that are walked over for their lifetimes; a UDP answer of 64 KiB cannot hold more of use to us.
    static let answerRecordsMax = 512
    /// Labels of one name (RFC 1035 §2.3.4: 255 bytes, at least two for a label).
    static let labelsMax = 128
    /// Bytes of a host name and of one of its labels (RFC 1035 §2.3.4), as text.
    static let nameBytesMax = 253
    static let labelBytesMax = 63
    /// Parameters of a URI that are looked at.
    static let parametersMax = 8
    /// Bytes of a URI.
    static let uriBytesMax = 512
    /// Seconds that a result may be kept at the least and at the most, whatever the records say.
    static let ttlSeconds: ClosedRange<UInt32> = 30...3_600
    /// Resolutions that may wait for the name service at once.
    static let waitingMax = 64
    /// Milliseconds for the answers of one step. A resolution has three steps at the most.
    static let stepMilliseconds = 10...10_000
    /// Times that each name server is asked in one step; c-ares waits twice as long the second time.
    static let triesPerServer = 2
    /// Bytes of an answer that name servers may send by UDP: what passes every network in one piece (DNS flag day 2020).
    static let datagramBytesMax = 1_232
    /// Rounds of waiting for sockets in one step, in case one of them is never satisfied.
    static let pollRoundsMax = 4_096
}
