using Microsoft.ML.OnnxRuntime;
using Speech.Kernels;
using Speech.Onnx.Graphs;

namespace Speech.Onnx.Sessions;

/// <summary>
/// ONNX Runtime's own environment (<see cref="OrtEnv"/>), of which a process has one: created once, with the first options.
/// </summary>
internal sealed class ProcessRuntime
{
    // The state belongs to ONNX Runtime's singleton, which does not report the options that it was created with.
    private static readonly ProcessRuntime Instance = new();

    private readonly Lock _gate = new();
    private int? _threads;

    private ProcessRuntime() { }

    /// <summary>Creates the environment unless that has happened already.</summary>
    /// <param name="threads">Threads of the global pool.</param>
    /// <param name="operators">The custom operators.</param>
    /// <exception cref="InvalidOperationException">It was created with another number of threads.</exception>
    public static void Start(int threads, CustomOperatorDomain operators) => Instance.StartOnce(threads, operators);

    private void StartOnce(int threads, CustomOperatorDomain operators)
    {
        lock (_gate)
        {
            if (_threads is { } existing)
            {
                if (existing == threads) return;
                throw new InvalidOperationException(
                    $"ONNX Runtime has one thread pool per process. It was created with {existing} threads and cannot be given {threads}.");
            }

            RuntimeTelemetry.Disable();
            // Idle threads spin before they sleep. With one pool per session, the idle threads of one network would occupy the cores of the
            // next.
            using var pool = new OrtThreadingOptions { GlobalIntraOpNumThreads = threads, GlobalInterOpNumThreads = 1 };
            var creation = new EnvironmentCreationOptions
            {
                logId = "speech",
                logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
                threadOptions = pool,
            };
            OrtEnv.CreateInstanceWithOptions(ref creation);
            RegisterArena();
            RegisterCustomOperators(operators);
            _threads = threads;
        }
    }

    // One arena for all sessions: networks that run by turns use the same memory. It grows by what is requested, not by doubling.
    private static void RegisterArena()
    {
        const int growAsRequested = 1, byDefault = -1;
        using var memory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
        using var arena = new OrtArenaCfg(maxMemory: 0, growAsRequested, initialChunkSizeBytes: byDefault, maxDeadBytesPerChunk: byDefault);
        OrtEnv.Instance().CreateAndRegisterAllocator(memory, arena);
    }

    // ONNX Runtime registers the name of a new domain without a lock, in the first session that has it: no other session may open
    // meanwhile.
    private static void RegisterCustomOperators(CustomOperatorDomain operators)
    {
        var graph = new GraphWriter();
        graph.Output("to", graph.Input("from", ElementType.UInt8, 1), ElementType.UInt8, 1);
        using var options = new SessionOptions();
        options.DisablePerSessionThreads();
        operators.AddTo(options);
        using var session = new InferenceSession(graph.ToModel().Bytes, options);
    }
}
