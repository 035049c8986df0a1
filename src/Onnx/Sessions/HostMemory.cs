using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Speech.Onnx.Sessions;

/// <summary>The machine's own memory. The system zeroes it page by page as it is first touched: what is never used costs nothing.</summary>
public sealed unsafe class HostMemory : ICacheMemory
{
    private readonly List<nint> _blocks = [];

    /// <inheritdoc/>
    public OrtMemoryInfo Info => OrtMemoryInfo.DefaultInstance;

    /// <inheritdoc/>
    public nint[] Allocate(IReadOnlyList<long> lengths)
    {
        // In one: the allocator keeps small pieces for itself, and would have to zero them by hand.
        var next = (nint)NativeMemory.AllocZeroed((nuint)lengths.Sum());
        _blocks.Add(next);
        var starts = new nint[lengths.Count];
        for (var i = 0; i < starts.Length; next += (nint)lengths[i++]) starts[i] = next;
        return starts;
    }

    /// <inheritdoc/>
    public void Copy(nint from, nint to, long parts, long stride, long used)
    {
        for (var part = 0L; part < parts; part++) Buffer.MemoryCopy((byte*)from + part * stride, (byte*)to + part * stride, used, used);
    }

    /// <inheritdoc/>
    public void Clear(nint at, long bytes) => NativeMemory.Clear((void*)at, (nuint)bytes);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var block in _blocks) NativeMemory.Free((void*)block);
        _blocks.Clear();
    }
}
