using Microsoft.ML.OnnxRuntime;
using Speech.Kernels;
using Speech.Kernels.Memory;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;

namespace Speech.Onnx.Sessions;

/// <summary>
/// ONNX Runtime with the custom operators: opens sessions and allocates their memory. Safe for several threads.
/// </summary>
/// <remarks>Must outlive the sessions that it opens.</remarks>
public sealed class OnnxRuntimeEnvironment : IDisposable
{
    // How long the threads of a network wait for its next node before they sleep: longer than from one node to the next, and not as long as
    // to hold the cores of another network that runs at the same time.
    private const string SpinMicroseconds = "50";

    private readonly CustomOperatorDomain _operators = new();
    private readonly Lazy<bool> _isCudaUsable;

    /// <summary>Starts ONNX Runtime where that has not happened yet.</summary>
    /// <param name="options">Number of threads.</param>
    public OnnxRuntimeEnvironment(OnnxRuntimeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads, nameof(options));
        Threads = options.Threads > 0 ? options.Threads : PhysicalCores.Count();
        ProcessRuntime.Start(_operators);
        _isCudaUsable = new Lazy<bool>(ProbeCuda);
    }

    /// <summary>Threads of one forward pass.</summary>
    public int Threads { get; }

    /// <summary>Opens a session on the device of a profile.</summary>
    /// <param name="model">The graph.</param>
    /// <param name="profile">The profile that the graph was written for.</param>
    /// <param name="weights">The mapped weights of its model; null lets ONNX Runtime map those of the graph.</param>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime rejects the graph or its weights.</exception>
    public InferenceSession OpenSession(GraphModel model, ComputeProfile profile, MappedWeights? weights = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(profile);
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        // A pattern would reserve a block for each shape of the inputs, next to the memory that the first run has taken.
        options.EnableMemoryPattern = false;
        ProcessRuntime.UseArena(options);
        options.IntraOpNumThreads = Threads;
        options.AddSessionConfigEntry("session.intra_op.spin_duration_us", SpinMicroseconds);
        if (model.WeightFolder.Length > 0)
            options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", model.WeightFolder);
        if (profile.UsesCuda) CudaProvider.AppendTo(options);
        else _operators.AddTo(options);
        // A GPU copies the weights into memory of its own.
        if (!profile.UsesCuda) weights?.AddTo(options, model);
        return new InferenceSession(model.Bytes, options);
    }

    /// <summary>Creates memory for caches on the device of a profile.</summary>
    public ICacheMemory AllocateCacheMemory(ComputeProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return profile.UsesCuda ? new DeviceMemory(this, profile) : new HostMemory();
    }

    /// <summary>
    /// Whether a session opens and runs on a GPU. The execution provider may be built in while its libraries, the driver or the GPU are
    /// missing, so the first call opens a small session, which takes a moment.
    /// </summary>
    public bool IsCudaUsable() => _isCudaUsable.Value;

    /// <summary>Returns to the operating system what opening sessions has used and freed.</summary>
    public static void ReleaseFreedMemory() => MemoryAdvice.ReleaseFreedMemory();

    /// <summary>Frees the custom operators.</summary>
    public void Dispose() => _operators.Dispose();

    private bool ProbeCuda()
    {
        if (!OrtEnv.Instance().GetAvailableProviders().Contains(CudaProvider.Name)) return false;
        try
        {
            using var memory = AllocateCacheMemory(ComputeProfile.CudaFp16);
            memory.Allocate([1], areSparse: false);
            return true;
        }
        catch (Exception exception) when (exception is OnnxRuntimeException or DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }
}
