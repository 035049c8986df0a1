using Microsoft.ML.OnnxRuntime;
using Speech.Onnx.Layers;

namespace Speech.Onnx.Sessions;

/// <summary>Memory that networks read and write in place, on the device of their profile. Freed as a whole.</summary>
public interface ICacheMemory : IDisposable
{
    /// <summary>Where it lies.</summary>
    OrtMemoryInfo Info { get; }

    /// <summary>New pieces, filled with zeros.</summary>
    /// <param name="lengths">Bytes of each.</param>
    /// <returns>Where each begins.</returns>
    nint[] Allocate(IReadOnlyList<long> lengths);

    /// <summary>Copies the beginning of each of several equally long parts, one behind the other; what follows it in each part may be copied too.</summary>
    /// <param name="from">The first part of the source.</param>
    /// <param name="to">The first part of the destination.</param>
    /// <param name="parts">How many.</param>
    /// <param name="stride">Bytes from one part to the next.</param>
    /// <param name="used">Bytes of each part that matter.</param>
    void Copy(nint from, nint to, long parts, long stride, long used);

    /// <summary>Fills a range with zeros.</summary>
    void Clear(nint at, long bytes);

    /// <summary>Memory on the device of a profile.</summary>
    /// <param name="profile">Tells the device.</param>
    /// <param name="threads">See <see cref="Sessions.Open"/>.</param>
    static ICacheMemory On(ComputeProfile profile, int threads) => profile.UsesCuda ? new DeviceMemory(profile, threads) : new HostMemory();
}
