using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Speech.Onnx.Kernels;

/// <summary>The product of two matrices of bytes on the instructions that multiply four pairs of them at once (AVX-VNNI).</summary>
/// <remarks>
/// The left one, without signs, lies row by row. The right one, with signs, lies in panels of <see cref="Width"/> columns, each
/// [inner / 4, Width, 4]: what is multiplied at once lies side by side. Inner is a multiple of 4, filled up with zeros on the right side.
/// </remarks>
internal static unsafe class Int8Dot
{
    /// <summary>Rows that are multiplied together: as many as the registers hold.</summary>
    public const int Height = 6;

    /// <summary>Columns of a panel.</summary>
    public const int Width = 16;

    /// <summary>Numbers along which four are multiplied at once.</summary>
    public const int Group = 4;

    private const int Lane = 8;

    /// <summary>Whether this processor can.</summary>
    public static bool IsSupported => AvxVnni.IsSupported;

    /// <summary>Panels of so many columns.</summary>
    public static int Panels(int columns) => (columns + Width - 1) / Width;

    /// <summary>c = a · b, for <see cref="Height"/> rows.</summary>
    /// <param name="a">[Height, inner].</param>
    /// <param name="b">See above.</param>
    /// <param name="c">[Height, panels * Width].</param>
    /// <param name="inner">A multiple of 4.</param>
    /// <param name="panels">At least 1.</param>
    public static void Multiply(byte* a, sbyte* b, int* c, int inner, int panels)
    {
        var stride = panels * Width;
        for (var panel = 0; panel < panels; panel++, c += Width)
        {
            Vector256<int> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default,
                c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
            for (var i = 0; i < inner; i += Group, b += Width * Group)
            {
                var (left, right) = (Vector256.Load(b), Vector256.Load(b + Lane * Group));
                var x = Four(a + i);
                c00 = AvxVnni.MultiplyWideningAndAdd(c00, x, left);
                c01 = AvxVnni.MultiplyWideningAndAdd(c01, x, right);
                x = Four(a + inner + i);
                c10 = AvxVnni.MultiplyWideningAndAdd(c10, x, left);
                c11 = AvxVnni.MultiplyWideningAndAdd(c11, x, right);
                x = Four(a + 2 * inner + i);
                c20 = AvxVnni.MultiplyWideningAndAdd(c20, x, left);
                c21 = AvxVnni.MultiplyWideningAndAdd(c21, x, right);
                x = Four(a + 3 * inner + i);
                c30 = AvxVnni.MultiplyWideningAndAdd(c30, x, left);
                c31 = AvxVnni.MultiplyWideningAndAdd(c31, x, right);
                x = Four(a + 4 * inner + i);
                c40 = AvxVnni.MultiplyWideningAndAdd(c40, x, left);
                c41 = AvxVnni.MultiplyWideningAndAdd(c41, x, right);
                x = Four(a + 5 * inner + i);
                c50 = AvxVnni.MultiplyWideningAndAdd(c50, x, left);
                c51 = AvxVnni.MultiplyWideningAndAdd(c51, x, right);
            }

            Store(c, c00, c01);
            Store(c + stride, c10, c11);
            Store(c + 2 * stride, c20, c21);
            Store(c + 3 * stride, c30, c31);
            Store(c + 4 * stride, c40, c41);
            Store(c + 5 * stride, c50, c51);
        }
    }

    private static Vector256<byte> Four(byte* at) => Vector256.Create(*(int*)at).AsByte();

    private static void Store(int* to, Vector256<int> left, Vector256<int> right)
    {
        left.Store(to);
        right.Store(to + Lane);
    }
}
