using Microsoft.ML.OnnxRuntime;

namespace Speech.Onnx.Sessions;

/// <summary>Memory that networks read and write in place, on one device. All of it is freed together.</summary>
public interface ICacheMemory : IDisposable
{
    /// <summary>The device.</summary>
    OrtMemoryInfo Info { get; }

    /// <summary>Allocates buffers filled with zeros.</summary>
    /// <param name="lengths">Length of each buffer in bytes.</param>
    /// <param name="areSparse">Whether most of them may stay unused, and should then take no memory of the host.</param>
    /// <returns>Address of each buffer.</returns>
    nint[] Allocate(IReadOnlyList<long> lengths, bool areSparse);

    /// <summary>Copies the same range of each of several adjacent parts of equal length; the rest of a part may be copied too.</summary>
    /// <param name="source">Address of the first source part.</param>
    /// <param name="destination">Address of the first destination part.</param>
    /// <param name="parts">Number of parts.</param>
    /// <param name="stride">Bytes from one part to the next.</param>
    /// <param name="start">Start of the range in a part, in bytes.</param>
    /// <param name="end">End of the range in a part, in bytes.</param>
    void Copy(nint source, nint destination, long parts, long stride, long start, long end);

    /// <summary>Fills a range with zeros.</summary>
    void Clear(nint address, long bytes);
}
