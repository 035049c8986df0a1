using Microsoft.ML.OnnxRuntime;
using Speech.Kernels;
using Speech.Onnx.Graphs;

namespace Speech.Onnx.Sessions;

/// <summary>
/// ONNX Runtime's own environment (<see cref="OrtEnv"/>), of which a process has one.
/// </summary>
internal sealed class ProcessRuntime
{
    // Bytes: several times what the activations of Whisper base's encoder take, because their lengths differ from window to window.
    private const uint FirstBlock = 128 * 1024 * 1024;

    // Bytes: smaller remainders of a block stay with the memory that it is used for.
    private const int SmallestPart = 256 * 1024;

    // The state belongs to ONNX Runtime's singleton, which does not report the options that it was created with.
    private static readonly ProcessRuntime Instance = new();

    private readonly Lock _gate = new();
    private bool _isStarted;

    private ProcessRuntime() { }

    /// <summary>Creates the environment unless that has happened already.</summary>
    /// <param name="operators">The custom operators.</param>
    public static void Start(CustomOperatorDomain operators) => Instance.StartOnce(operators);

    /// <summary>Lets a session allocate from the arena that all sessions share.</summary>
    public static void UseArena(SessionOptions options) => options.AddSessionConfigEntry("session.use_env_allocators", "1");

    private void StartOnce(CustomOperatorDomain operators)
    {
        lock (_gate)
        {
            if (_isStarted) return;
            RuntimeTelemetry.Disable();
            var creation = new EnvironmentCreationOptions { logId = "speech", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
            OrtEnv.CreateInstanceWithOptions(ref creation);
            RegisterArena();
            OpenFirstSession(operators);
            _isStarted = true;
        }
    }

    // One arena for all sessions: networks that run by turns use the same memory. It grows by what is requested, not by doubling, and the
    // rest of a block can be used, too.
    private static void RegisterArena()
    {
        const int growAsRequested = 1, byDefault = -1;
        using var memory = ArenaMemory();
        using var arena = new OrtArenaCfg(
            maxMemory: 0, growAsRequested, initialChunkSizeBytes: byDefault, maxDeadBytesPerChunk: SmallestPart);
        OrtEnv.Instance().CreateAndRegisterAllocator(memory, arena);
    }

    // The arena cuts parts off a free block, but does not join blocks that it has grown by: without a large one, memory of one size lies
    // unused while it grows by another. Pages of the block that are never used take no physical memory.
    private static void ReserveBlock(InferenceSession session)
    {
        using var memory = ArenaMemory();
        using var allocator = new OrtAllocator(session, memory);
        allocator.Allocate(FirstBlock).Dispose();
    }

    private static OrtMemoryInfo ArenaMemory()
        => new(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);

    // ONNX Runtime registers the name of a new domain without a lock, in the first session that has it: no other session may open
    // meanwhile.
    private static void OpenFirstSession(CustomOperatorDomain operators)
    {
        var graph = new GraphWriter();
        graph.Output("to", graph.Input("from", ElementType.UInt8, 1), ElementType.UInt8, 1);
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        operators.AddTo(options);
        UseArena(options);
        using var session = new InferenceSession(graph.ToModel().Bytes, options);
        ReserveBlock(session);
    }
}
