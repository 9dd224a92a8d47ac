import CLibFuzzer
import FuzzTargets

/// Hands the target to libFuzzer's driver. SwiftPM names the entry point of a program itself, so libFuzzer's own `main` is not used.
@main
enum Entry {
    static func main() {
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        _ = LLVMFuzzerRunDriver(&count, &arguments, fuzzOneInput)
    }
}

/// libFuzzer's name for a target.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    PipelineTarget.run(Array(UnsafeBufferPointer(start: data, count: count)))
    return 0
}
