using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Speech.Audio.Sandbox;

namespace Speech.Audio.Tests.Sandbox;

/// <summary>The filter for both processors, run as the kernel does.</summary>
public sealed class SystemCallFilterTests
{
    private const uint Allowed = 0x7FFF_0000, Refused = 0x0005_0001, Unknown = 0x0005_0026;

    [Theory]
    [InlineData(Architecture.X64, 0, 0, Allowed)] // read
    [InlineData(Architecture.X64, 41, 0, Refused)] // socket
    [InlineData(Architecture.X64, 101, 0, Refused)] // ptrace
    [InlineData(Architecture.X64, 62, 0, Allowed)] // kill: its group
    [InlineData(Architecture.X64, 62, 1, Refused)]
    [InlineData(Architecture.X64, 302, 0, Allowed)] // prlimit64: itself
    [InlineData(Architecture.X64, 302, 77, Refused)]
    [InlineData(Architecture.X64, 56, 0x3D_0F00, Allowed)] // clone: a thread
    [InlineData(Architecture.X64, 56, 0x1000_0011, Refused)] // a namespace of users
    [InlineData(Architecture.X64, 435, 0, Unknown)] // clone3
    [InlineData(Architecture.X64, 470, 0, Unknown)]
    [InlineData(Architecture.X64, 0x4000_0027, 0, Unknown)] // x32
    [InlineData(Architecture.Arm64, 63, 0, Allowed)] // read
    [InlineData(Architecture.Arm64, 41, 0, Refused)] // pivot_root
    [InlineData(Architecture.Arm64, 198, 0, Refused)] // socket
    [InlineData(Architecture.Arm64, 129, 1, Refused)] // kill
    [InlineData(Architecture.Arm64, 220, 0x3D_0F00, Allowed)] // clone
    [InlineData(Architecture.Arm64, 220, 0x4000_0011, Refused)]
    public void System_calls_are_allowed_or_refused(Architecture processor, int number, int argument, uint expected)
        => Assert.Equal(expected, Run(SystemCallFilter.Create(processor), processor, (uint)number, (uint)argument));

    [Fact]
    public void Calls_of_another_processor_are_refused()
    {
        Assert.Equal(Refused, Run(SystemCallFilter.Create(Architecture.X64), Architecture.Arm64, 0, 0));
        Assert.Equal(Refused, Run(SystemCallFilter.Create(Architecture.Arm64), Architecture.X64, 0, 0));
    }

    /// <summary>Runs a filter over the kernel's <c>struct seccomp_data</c>.</summary>
    private static uint Run(byte[] filter, Architecture processor, uint number, uint argument)
    {
        var data = new Dictionary<uint, uint>
        {
            [0] = number,
            [4] = processor is Architecture.X64 ? 0xC000_003E : 0xC000_00B7,
            [16] = argument,
        };
        var loaded = 0u;
        for (var at = 0; ; at++)
        {
            var instruction = filter.AsSpan(8 * at, 8);
            var value = BinaryPrimitives.ReadUInt32LittleEndian(instruction[4..]);
            var code = BinaryPrimitives.ReadUInt16LittleEndian(instruction);
            if (code == 0x06) return value;
            if (code == 0x20) loaded = data[value];
            else at += instruction[Holds(code, loaded, value) ? 2 : 3];
        }
    }

    private static bool Holds(int comparison, uint loaded, uint value) => comparison switch
    {
        0x15 => loaded == value,
        0x35 => loaded >= value,
        0x45 => (loaded & value) != 0,
        _ => throw new ArgumentOutOfRangeException(nameof(comparison)),
    };
}
