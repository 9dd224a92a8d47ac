import CAres

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// c-ares, behind values: nothing of it leaves this file, and no pointer outlives a call.
enum CaresLibrary {
    /// What came back for a question: a status of c-ares, and the answer as it came.
    struct Reply: Sendable {
        fileprivate(set) var status: Int32
        fileprivate(set) var packet: [UInt8] = []
    }

    /// Set up once, and never taken down.
    private static let isReady = ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS

    /// Asks everything at once and waits for the answers, on the calling thread, for no longer than that. One reply for each question.
    ///
    /// `servers` as `HOST:PORT,HOST:PORT`; those of the system when nil, read anew each time.
    static func ask(_ questions: [Question], servers: String?, timeoutMilliseconds: Int) -> [Reply] {
        let deadline = milliseconds() + timeoutMilliseconds
        var replies = ask(questions, servers: servers, until: deadline, flags: ARES_FLAG_EDNS)
        // A server that says no is passed over for the next one, and in the end is told as one that is not there. What it says matters.
        let refused = replies.indices.filter { replies[$0].status == ARES_ECONNREFUSED }
        if !refused.isEmpty {
            let flags = ARES_FLAG_EDNS | ARES_FLAG_NOCHECKRESP
            let again = ask(refused.map { questions[$0] }, servers: servers, until: deadline, flags: flags)
            for (index, reply) in zip(refused, again) { replies[index] = reply }
        }
        return replies
    }

    private static func ask(_ questions: [Question], servers: String?, until deadline: Int, flags: Int32) -> [Reply] {
        let batch = Batch(count: questions.count)
        guard isReady, let channel = channel(servers: servers, deadline - milliseconds(), flags: flags) else {
            return batch.replies
        }
        defer { ares_destroy(channel) }
        for (index, question) in questions.enumerated() {
            let slot = Unmanaged.passRetained(Slot(batch, index)).toOpaque()
            // Called once for every question, when it is answered, given up or cancelled.
            ares_query(
                channel,
                question.name,
                1,
                Int32(question.kind.rawValue),
                { slot, status, _, bytes, count in
                    guard let slot else { return }
                    Unmanaged<Slot>.fromOpaque(slot).takeRetainedValue()
                        .fill(status, Array(UnsafeBufferPointer(start: bytes, count: bytes == nil ? 0 : Int(count))))
                },
                slot
            )
        }
        serve(channel, until: deadline) { batch.pending == 0 }
        ares_cancel(channel)
        return batch.replies
    }

    /// The addresses of a name in the hosts file; empty when it is not there.
    static func hostsFile(_ name: String) -> [String] {
        guard isReady, let channel = channel(servers: nil, Limits.stepMilliseconds.lowerBound) else { return [] }
        defer { ares_destroy(channel) }
        return [AF_INET, AF_INET6].flatMap { family -> [String] in
            var host: UnsafeMutablePointer<hostent>?
            guard ares_gethostbyname_file(channel, name, family, &host) == ARES_SUCCESS, let host else { return [] }
            defer { ares_free_hostent(host) }
            var addresses: [String] = []
            for index in 0..<Limits.addressesPerNameMax {
                guard host.pointee.h_addrtype == family, let bytes = host.pointee.h_addr_list?[index] else { break }
                addresses += [text(of: family, bytes)].compactMap { $0 }
            }
            return addresses
        }
    }

    /// An address literal in its usual form; nil when it is none.
    static func literal(_ text: String) -> String? {
        var bytes = [UInt8](repeating: 0, count: 16)
        for family in [AF_INET, AF_INET6] where ares_inet_pton(family, text, &bytes) == 1 {
            return self.text(of: family, bytes)
        }
        return nil
    }

    /// What a reply comes to.
    static func answer(_ reply: Reply, to kind: RecordKind) -> Answer {
        if let answer = withoutRecords(reply.status) { return answer }
        guard let section = AnswerSection(reply.packet, of: kind) else { return .failure(.malformed) }
        var records: [DNSRecord] = []
        let status = reply.packet.withUnsafeBufferPointer { packet in
            switch kind {
            case .naptr: naptr(packet, &records)
            case .srv: srv(packet, &records)
            case .a: ipv4(packet, &records)
            case .aaaa: ipv6(packet, &records)
            }
        }
        if status == ARES_SUCCESS, let ttl = section.ttlSeconds, !records.isEmpty {
            return .records(records, ttlSeconds: ttl)
        }
        if status != ARES_SUCCESS, status != ARES_ENODATA { return .failure(.malformed) }
        return .nothing(section.hasAlias ? .aliasWithoutEnd : .noSuchRecords)
    }

    /// A reply with that packet, as if a name server had sent it.
    static func reply(_ packet: [UInt8]) -> Reply { Reply(status: ARES_SUCCESS, packet: packet) }

    private static func withoutRecords(_ status: Int32) -> Answer? {
        switch status {
        case ARES_SUCCESS: nil
        // Servers that do not know a type say so in one of two ways.
        case ARES_ENODATA, ARES_ENOTIMP: .nothing(.noSuchRecords)
        case ARES_ENOTFOUND: .nothing(.noSuchName)
        case ARES_ETIMEOUT, ARES_ECANCELLED, ARES_EDESTRUCTION: .failure(.timeout)
        case ARES_ECONNREFUSED: .failure(.unreachable)
        case ARES_ESERVFAIL, ARES_EREFUSED, ARES_EFORMERR: .failure(.refused)
        case ARES_EBADRESP: .failure(.malformed)
        default: .failure(.unusable)
        }
    }
}

// Waiting for answers.
extension CaresLibrary {
    private final class Batch {
        /// What nobody has filled when the library cannot start.
        var replies: [Reply]
        var pending: Int

        init(count: Int) {
            replies = Array(repeating: Reply(status: ARES_ENOTINITIALIZED), count: count)
            pending = count
        }
    }

    private final class Slot {
        let batch: Batch
        let index: Int

        init(_ batch: Batch, _ index: Int) { (self.batch, self.index) = (batch, index) }

        func fill(_ status: Int32, _ packet: [UInt8]) {
            batch.replies[index] = Reply(status: status, packet: packet)
            batch.pending -= 1
        }
    }

    private static func channel(servers: String?, _ timeoutMilliseconds: Int, flags: Int32 = 0) -> ares_channel? {
        var options = ares_options()
        options.flags = flags
        options.ednspsz = Int32(Limits.datagramBytesMax)
        options.tries = Int32(Limits.triesPerServer)
        // The second wait is twice the first, so that both end in time.
        options.timeout = Int32(max(1, timeoutMilliseconds / 3))
        let mask = ARES_OPT_FLAGS | ARES_OPT_EDNSPSZ | ARES_OPT_TRIES | ARES_OPT_TIMEOUTMS
        var channel: ares_channel?
        guard ares_init_options(&channel, &options, mask) == ARES_SUCCESS, let channel else { return nil }
        if let servers, servers.isEmpty || ares_set_servers_ports_csv(channel, servers) != ARES_SUCCESS {
            ares_destroy(channel)
            return nil
        }
        return channel
    }

    private static func serve(_ channel: ares_channel, until deadline: Int, _ isDone: () -> Bool) {
        let places = Int(ARES_GETSOCK_MAXNUM)
        for _ in 0..<Limits.pollRoundsMax {
            let left = deadline - milliseconds()
            guard left > 0, !isDone() else { return }
            var sockets = [ares_socket_t](repeating: ARES_SOCKET_BAD, count: places)
            let wanted = UInt32(bitPattern: ares_getsock(channel, &sockets, Int32(places)))
            var polled = (0..<places).compactMap { place -> pollfd? in
                let reads = wanted & (1 << UInt32(place)) != 0
                let writes = wanted & (1 << UInt32(place + places)) != 0
                guard reads || writes else { return nil }
                return pollfd(
                    fd: sockets[place],
                    events: Int16((reads ? POLLIN : 0) | (writes ? POLLOUT : 0)),
                    revents: 0
                )
            }
            _ = poll(&polled, nfds_t(polled.count), Int32(clamping: min(left, nextTimeout(channel, atMost: left))))
            for socket in polled where socket.revents != 0 {
                let writes = socket.revents & Int16(POLLOUT) != 0
                ares_process_fd(channel, socket.fd, writes ? socket.fd : ARES_SOCKET_BAD)
            }
            // Tells the library that time has passed.
            ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD)
        }
    }

    /// Milliseconds until the library wants to ask again.
    private static func nextTimeout(_ channel: ares_channel, atMost limit: Int) -> Int {
        var longest = timeval(tv_sec: limit / 1_000, tv_usec: __suseconds_t(limit % 1_000 * 1_000))
        var scratch = timeval()
        return withUnsafeMutablePointer(to: &longest) { longest in
            withUnsafeMutablePointer(to: &scratch) { scratch in
                guard let next = ares_timeout(channel, longest, scratch)?.pointee else { return limit }
                return Int(next.tv_sec) * 1_000 + Int(next.tv_usec) / 1_000 + 1
            }
        }
    }

    private static func milliseconds() -> Int {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return now.tv_sec * 1_000 + now.tv_nsec / 1_000_000
    }
}

// Reading records.
extension CaresLibrary {
    private static func naptr(_ packet: UnsafeBufferPointer<UInt8>, _ records: inout [DNSRecord]) -> Int32 {
        var first: UnsafeMutablePointer<ares_naptr_reply>?
        let status = ares_parse_naptr_reply(packet.baseAddress, Int32(clamping: packet.count), &first)
        defer { ares_free_data(first) }
        var next = first
        while let record = next?.pointee, records.count < Limits.naptrRecordsMax {
            next = record.next
            let found = NAPTRRecord(
                order: record.order,
                preference: record.preference,
                flags: word(record.flags),
                service: word(record.service),
                replacement: word(record.replacement)
            )
            records.append(.naptr(found))
        }
        return status
    }

    private static func srv(_ packet: UnsafeBufferPointer<UInt8>, _ records: inout [DNSRecord]) -> Int32 {
        var first: UnsafeMutablePointer<ares_srv_reply>?
        let status = ares_parse_srv_reply(packet.baseAddress, Int32(clamping: packet.count), &first)
        defer { ares_free_data(first) }
        var next = first
        while let record = next?.pointee, records.count < Limits.srvRecordsMax {
            next = record.next
            let found = SRVRecord(
                priority: record.priority,
                weight: record.weight,
                port: record.port,
                target: word(record.host)
            )
            records.append(.srv(found))
        }
        return status
    }

    private static func ipv4(_ packet: UnsafeBufferPointer<UInt8>, _ records: inout [DNSRecord]) -> Int32 {
        var found = [ares_addrttl](repeating: ares_addrttl(), count: Limits.addressesPerNameMax)
        var count = Int32(found.count)
        let status = ares_parse_a_reply(packet.baseAddress, Int32(clamping: packet.count), nil, &found, &count)
        guard status == ARES_SUCCESS else { return status }
        for var record in found.prefix(Int(max(0, count))) {
            records += [text(of: AF_INET, &record.ipaddr)].compactMap { $0.map(DNSRecord.address) }
        }
        return status
    }

    private static func ipv6(_ packet: UnsafeBufferPointer<UInt8>, _ records: inout [DNSRecord]) -> Int32 {
        var found = [ares_addr6ttl](repeating: ares_addr6ttl(), count: Limits.addressesPerNameMax)
        var count = Int32(found.count)
        let status = ares_parse_aaaa_reply(packet.baseAddress, Int32(clamping: packet.count), nil, &found, &count)
        guard status == ARES_SUCCESS else { return status }
        for var record in found.prefix(Int(max(0, count))) {
            records += [text(of: AF_INET6, &record.ip6addr)].compactMap { $0.map(DNSRecord.address) }
        }
        return status
    }

    /// A text of the library in lower case.
    private static func word(_ text: UnsafeRawPointer?) -> String {
        text.map { String(cString: $0.assumingMemoryBound(to: UInt8.self)).lowercased() } ?? ""
    }

    private static func text(of family: Int32, _ bytes: UnsafeRawPointer) -> String? {
        var text = [CChar](repeating: 0, count: 64)
        guard ares_inet_ntop(family, bytes, &text, ares_socklen_t(text.count)) != nil else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
