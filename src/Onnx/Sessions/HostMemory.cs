using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Speech.Onnx.Sessions;

/// <summary>The machine's own memory. The system zeroes it page by page as it is first touched: what is never used costs nothing.</summary>
public sealed unsafe partial class HostMemory : ICacheMemory
{
    // Linux's advice to use large pages, where it leaves that to the program.
    private const int Page = 4096, AdviseHugePages = 14;

    private readonly List<nint> _blocks = [];

    /// <inheritdoc/>
    public OrtMemoryInfo Info => OrtMemoryInfo.DefaultInstance;

    /// <inheritdoc/>
    public nint[] Allocate(IReadOnlyList<long> lengths)
    {
        // In one: the allocator keeps small pieces for itself, and would have to zero them by hand.
        var size = (nint)lengths.Sum();
        var next = (nint)NativeMemory.AllocZeroed((nuint)size);
        _blocks.Add(next);
        AskForLargePages(next, size);
        var starts = new nint[lengths.Count];
        for (var i = 0; i < starts.Length; next += (nint)lengths[i++]) starts[i] = next;
        return starts;
    }

    // Reading it all at each step, the processor spends a tenth of the step on looking up small ones.
    private static void AskForLargePages(nint start, nint length)
    {
        if (!OperatingSystem.IsLinux()) return;
        var first = (start + Page - 1) & -Page;
        // Advice only: whatever it answers, the memory is there.
        if (start + length > first) _ = madvise(first, (nuint)(start + length - first), AdviseHugePages);
    }

    [LibraryImport("libc")]
    private static partial int madvise(nint start, nuint length, int advice);

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
