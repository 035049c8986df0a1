using System.Runtime.Intrinsics.X86;

namespace Speech.Onnx.Weights;

/// <summary>Largest magnitudes of quantized values.</summary>
public static class Int8Range
{
    /// <summary>Of 8 bits, symmetric: 127.</summary>
    public const int Full = 127;

    private const int Half = 63;

    /// <summary>
    /// Of a weight of an integer product on this processor: 127, or 63 on x86 without VNNI. There ONNX Runtime adds two products
    /// of an unsigned activation and a signed weight in 16 bits with saturation: 2 * 255 * 63 fits, 2 * 255 * 127 does not.
    /// </summary>
    public static int Processor { get; } = X86Base.IsSupported && !HasVnni() ? Half : Full;

    // CPUID leaf 7: AVX512_VNNI is bit 11 of ECX in subleaf 0, AVX-VNNI is bit 4 of EAX in subleaf 1.
    private static bool HasVnni()
        => X86Base.CpuId(0, 0).Eax >= 7 && ((X86Base.CpuId(7, 0).Ecx & 1 << 11) != 0 || (X86Base.CpuId(7, 1).Eax & 1 << 4) != 0);
}
