/// What the fuzzers call, and what the tests call again with every input that once broke it. A broken promise traps.
public enum FuzzTargets {
    /// The folder of `fixtures/fuzz` with the inputs that broke each target.
    public static let all: [(name: String, run: @Sendable ([UInt8]) -> Void)] = [
        ("FuzzPipeline", { PipelineTarget.run($0) }), ("FuzzBody", { BodyTarget.run($0) }),
    ]
}
