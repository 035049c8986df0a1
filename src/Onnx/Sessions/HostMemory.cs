using Microsoft.ML.OnnxRuntime;
using Speech.Kernels.Memory;

namespace Speech.Onnx.Sessions;

/// <summary>Cache memory of the host.</summary>
internal sealed class HostMemory : ICacheMemory
{
    private readonly List<HostMemoryBlock> _blocks = [];

    /// <inheritdoc/>
    public OrtMemoryInfo Info => OrtMemoryInfo.DefaultInstance;

    /// <inheritdoc/>
    public nint[] Allocate(IReadOnlyList<long> lengths, bool areSparse)
    {
        // One block for all buffers: the allocator serves small ones from memory that it would have to clear explicitly.
        var block = new HostMemoryBlock(lengths.Sum(), areSparse);
        _blocks.Add(block);
        var addresses = new nint[lengths.Count];
        var next = block.Address;
        for (var i = 0; i < addresses.Length; next += (nint)lengths[i++]) addresses[i] = next;
        return addresses;
    }

    /// <inheritdoc/>
    public void Copy(nint source, nint destination, long parts, long stride, long start, long end)
    {
        for (var part = 0L; part < parts; part++)
            HostMemoryBlock.Copy((nint)(source + part * stride + start), (nint)(destination + part * stride + start), end - start);
    }

    /// <inheritdoc/>
    public void Clear(nint address, long bytes) => HostMemoryBlock.Clear(address, bytes);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var block in _blocks) block.Dispose();
        _blocks.Clear();
    }
}
