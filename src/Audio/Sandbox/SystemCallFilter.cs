using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Speech.Audio.Sandbox;

/// <summary>Which system calls a program may make: a program of the kernel's packet filter (BPF), for seccomp.</summary>
internal static class SystemCallFilter
{
    private const int InstructionBytes = 8;

    // linux/prctl.h, linux/seccomp.h, asm-generic/errno-base.h
    public const int SetSeccomp = 22, FilterMode = 2;
    private const int BadAddress = 14;

    // linux/bpf_common.h: load a word of the data, compare it, return a constant.
    private const ushort Load = 0x20, IfEqual = 0x15, IfAtLeast = 0x35, IfAnyBit = 0x45, Return = 0x06;

    // linux/seccomp.h: offsets in struct seccomp_data, and results, with the error numbers EPERM and ENOSYS.
    private const uint Number = 0, Processor = 4, FirstArgument = 16;
    private const uint Allow = 0x7FFF_0000, Refuse = 0x0005_0000 | 1, Unknown = 0x0005_0000 | 38;

    // linux/audit.h
    private const uint X64 = 0xC000_003E, Arm64 = 0xC000_00B7;

    /// <summary>The flags of <c>clone</c> for namespaces, linux/sched.h.</summary>
    private const uint NewNamespaces = 0x7E02_0000;

    /// <summary>Whether the kernel has seccomp, and this processor's system calls are known.</summary>
    [SupportedOSPlatform("linux")]
    public static bool IsSupported()
        => RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64
            // A kernel that has filters tries to read this one.
            && LibC.Control(SetSeccomp, FilterMode, 0, 0, 0) < 0 && Marshal.GetLastSystemError() == BadAddress;

    /// <summary>Writes the filter for this processor.</summary>
    /// <returns>The address of a <c>struct sock_fprog</c>.</returns>
    public static nint Write(NativeBlocks blocks)
    {
        var filter = Create(RuntimeInformation.ProcessArchitecture);
        var program = new byte[2 * nint.Size];
        MemoryMarshal.Write(program, (ushort)(filter.Length / InstructionBytes));
        MemoryMarshal.Write(program.AsSpan(nint.Size), blocks.Copy(filter));
        return blocks.Copy(program);
    }

    /// <summary>The instructions of the filter, 8 bytes each.</summary>
    /// <param name="processor">x64 or Arm64.</param>
    public static byte[] Create(Architecture processor)
    {
        List<byte[]> filter =
        [
            // Another processor's calls have other numbers: those of 32-bit programs. Those of x32 are larger than all others.
            Instruction(Load, Processor),
            Instruction(IfEqual, processor is Architecture.X64 ? X64 : Arm64, then: 1), Instruction(Return, Refuse),
            Instruction(Load, Number),
            Instruction(IfAtLeast, SystemCalls.Last + 1, otherwise: 1), Instruction(Return, Unknown),
            Instruction(IfEqual, SystemCalls.Clone3, otherwise: 1), Instruction(Return, Unknown),
        ];
        foreach (var number in SystemCalls.Refused(processor))
            filter.AddRange([Instruction(IfEqual, (uint)number, otherwise: 1), Instruction(Return, Refuse)]);
        foreach (var number in SystemCalls.OnItself(processor))
            filter.AddRange(
            [
                Instruction(IfEqual, (uint)number, otherwise: 4), Instruction(Load, FirstArgument),
                Instruction(IfEqual, 0, otherwise: 1), Instruction(Return, Allow), Instruction(Return, Refuse),
            ]);
        filter.AddRange(
        [
            Instruction(IfEqual, (uint)SystemCalls.Clone(processor), otherwise: 3), Instruction(Load, FirstArgument),
            Instruction(IfAnyBit, NewNamespaces, otherwise: 1), Instruction(Return, Refuse),
            Instruction(Return, Allow),
        ]);
        return [.. filter.SelectMany(instruction => instruction)];
    }

    /// <summary>A <c>struct sock_filter</c>.</summary>
    /// <param name="code">What it does.</param>
    /// <param name="value">Its constant.</param>
    /// <param name="then">How many instructions a comparison that holds skips.</param>
    /// <param name="otherwise">How many one that fails skips.</param>
    private static byte[] Instruction(ushort code, uint value, byte then = 0, byte otherwise = 0)
    {
        var bytes = new byte[InstructionBytes];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, code);
        (bytes[2], bytes[3]) = (then, otherwise);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), value);
        return bytes;
    }
}
