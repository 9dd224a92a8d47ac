import CZlib

/// Why a packed body is not unpacked.
public enum InflationError: Error {
    /// Cut short, altered, followed by other bytes, or no such format at all.
    case broken
    /// Longer than the caller allows, or than any honest text would become.
    case tooLarge
}

/// Unpacks what was packed with deflate, in one step and into a bounded buffer, so that neither memory nor time follows what the sender claims.
public enum Inflation {
    /// The content codings of RFC 9110 §8.4.1.
    public enum Coding: Sendable {
        /// RFC 1952, one member.
        case gzip
        /// RFC 1950, or RFC 1951 without that wrapping, which many senders leave out.
        case deflate
    }

    /// The unpacked bytes, `bytesMax` of them at most.
    ///
    /// - Throws: `broken` unless the whole of `packed` is one stream and its checksum is right; `tooLarge`.
    public static func inflate(
        _ packed: Span<UInt8>,
        _ coding: Coding,
        bytesMax: Int
    ) throws(InflationError) -> [UInt8] {
        // Every byte that comes may become `ratioMax`; the length of a message is bounded, so this cannot overflow.
        let limit = max(0, min(bytesMax, max(Limits.smallBytes, packed.count * Limits.ratioMax)))
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(&stream, windowBits(of: packed, coding), ZLIB_VERSION, size) == Z_OK else { throw .broken }
        defer { inflateEnd(&stream) }
        var status = Z_STREAM_ERROR
        // One byte more than allowed, to tell what fits from what does not.
        let bytes = [UInt8](unsafeUninitializedCapacity: limit + 1) { room, count in
            packed.withUnsafeBufferPointer { input in
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = UInt32(clamping: input.count)
                stream.next_out = room.baseAddress
                stream.avail_out = UInt32(clamping: room.count)
                status = CZlib.inflate(&stream, Z_FINISH)
                count = room.count - Int(stream.avail_out)
            }
        }
        guard bytes.count <= limit else { throw .tooLarge }
        guard status == Z_STREAM_END, stream.avail_in == 0 else { throw .broken }
        return bytes
    }

    /// How zlib is told which wrapping there is. A raw stream does not begin like a wrapped one: its first byte would be that of a stored block
    /// with bits set that every writer leaves zero.
    private static func windowBits(of packed: Span<UInt8>, _ coding: Coding) -> Int32 {
        switch coding {
        case .gzip: return MAX_WBITS + 16
        case .deflate:
            guard packed.count >= 2, packed[0] & 0x0F == 8, (Int(packed[0]) << 8 | Int(packed[1])) % 31 == 0 else {
                return -MAX_WBITS
            }
            return MAX_WBITS
        }
    }
}
