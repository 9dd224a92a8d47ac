import FuzzTargets

/// libFuzzer's entry.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    PipelineTarget.run(Array(UnsafeBufferPointer(start: data, count: count)))
    return 0
}
