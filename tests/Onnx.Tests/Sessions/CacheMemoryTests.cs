using System.Runtime.InteropServices;
using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;

namespace Speech.Onnx.Tests.Sessions;

public sealed unsafe class CacheMemoryTests
{
    private const int Parts = 3, Stride = 8, Used = 5, Length = Parts * Stride;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pieces_begin_as_zeros_are_copied_part_by_part_and_cleared(bool isDevice)
    {
        // What moves memory about on a GPU does so here too.
        using ICacheMemory memory = isDevice ? new DeviceMemory(ComputeProfile.CpuFp32, threads: 2) : ICacheMemory.On(ComputeProfile.CpuFp32, threads: 2);
        var pieces = memory.Allocate([Length, 1, Length]);
        Span<byte> from = new((void*)pieces[0], Length), to = new((void*)pieces[2], Length);
        Assert.True(from.IndexOfAnyExcept((byte)0) < 0 && to.IndexOfAnyExcept((byte)0) < 0);
        for (var i = 0; i < Length; i++) from[i] = (byte)(i + 1);

        memory.Copy(pieces[0], pieces[2], Parts, Stride, Used);
        for (var part = 0; part < Parts; part++)
            Assert.True(from.Slice(part * Stride, Used).SequenceEqual(to.Slice(part * Stride, Used)));
        memory.Clear(pieces[2], Length - 1);
        Assert.True(to[..^1].IndexOfAnyExcept((byte)0) < 0);
        Assert.Equal(1, from[0]);
    }

    [Fact]
    public void A_piece_that_a_row_does_not_fill_keeps_to_itself()
    {
        using var memory = new HostMemory();
        var pieces = memory.Allocate([16, 32, 8]);
        for (var i = 0; i < pieces.Length; i++) NativeMemory.Fill((void*)pieces[i], (nuint)(i == 0 ? 16 : i == 1 ? 32 : 8), (byte)(i + 1));
        Assert.Equal([1, 2, 3], pieces.Select(piece => (int)*(byte*)piece));
    }
}
