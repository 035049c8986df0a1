using System.Runtime.InteropServices;
using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;

namespace Speech.Onnx.Tests.Sessions;

public sealed class CacheMemoryTests
{
    private const int Parts = 3, Stride = 8, Start = 2, End = 5, Length = Parts * Stride;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Buffers_begin_as_zeros_are_copied_part_by_part_and_cleared(bool isDevice)
    {
        // The memory of a device works on the CPU too.
        using ICacheMemory memory = isDevice
            ? new DeviceMemory(TestEnvironment.Instance, ComputeProfile.CpuFp32)
            : TestEnvironment.Instance.AllocateCacheMemory(ComputeProfile.CpuFp32);
        var buffers = memory.Allocate([Length, 1, Length], areSparse: false);
        Assert.Equal(new byte[Length], Read(buffers[0], Length));
        Assert.Equal(new byte[Length], Read(buffers[2], Length));
        byte[] source = [.. Enumerable.Range(1, Length).Select(i => (byte)i)];
        Marshal.Copy(source, 0, buffers[0], Length);

        memory.Copy(buffers[0], buffers[2], Parts, Stride, Start, End);
        var copied = Read(buffers[2], Length);
        for (var part = 0; part < Parts; part++)
            Assert.Equal(source.AsSpan(part * Stride + Start, End - Start), copied.AsSpan(part * Stride + Start, End - Start));
        memory.Clear(buffers[2], Length - 1);
        Assert.Equal(new byte[Length - 1], Read(buffers[2], Length - 1));
        Assert.Equal(source, Read(buffers[0], Length));
    }

    [Fact]
    public void Buffers_do_not_overlap()
    {
        using var memory = new HostMemory();
        int[] lengths = [16, 32, 8];
        var buffers = memory.Allocate([.. lengths.Select(length => (long)length)], areSparse: true);
        for (var i = 0; i < buffers.Length; i++)
            Marshal.Copy(Enumerable.Repeat((byte)(i + 1), lengths[i]).ToArray(), 0, buffers[i], lengths[i]);
        Assert.Equal([1, 2, 3], buffers.Select(buffer => (int)Marshal.ReadByte(buffer)));
    }

    private static byte[] Read(nint address, int length)
    {
        var bytes = new byte[length];
        Marshal.Copy(address, bytes, 0, length);
        return bytes;
    }
}
