using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Speech.Kernels.Arithmetic;

/// <summary>
/// Product of a matrix of unsigned bytes and a matrix of signed bytes. AVX-VNNI multiplies and adds four pairs at once; AVX2 takes three
/// instructions for that.
/// </summary>
/// <remarks>
/// The left matrix is row-major. The right matrix is stored in panels of <see cref="PanelColumns"/> columns, each
/// [inner / 4, PanelColumns, 4]: the four bytes of one instruction are adjacent. The inner dimension is a multiple of 4, padded with zeros
/// in the right matrix.
/// </remarks>
internal static unsafe class UInt8Int8MatMul
{
    /// <summary>Rows multiplied together, limited by the number of registers.</summary>
    public const int Rows = 6;

    /// <summary>Columns of a panel.</summary>
    public const int PanelColumns = 16;

    /// <summary>Elements of the inner dimension that one instruction takes.</summary>
    public const int Group = 4;

    private const int Lane = 8;

    /// <summary>Whether this processor has the instructions.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>Whether one instruction multiplies and adds.</summary>
    public static bool HasVnni => AvxVnni.IsSupported;

    /// <summary>
    /// Largest magnitude of an element of the right matrix. AVX2 adds two products in 16 bits with saturation: 2 * 255 * 63 fits,
    /// 2 * 255 * 127 does not.
    /// </summary>
    public static int MaxMagnitude => HasVnni ? sbyte.MaxValue : sbyte.MaxValue / 2;

    /// <summary>Number of panels for a number of columns.</summary>
    public static int Panels(int columns) => (columns + PanelColumns - 1) / PanelColumns;

    /// <summary>c = a · b, for <see cref="Rows"/> rows.</summary>
    /// <param name="a">[Rows, inner].</param>
    /// <param name="b">See the remarks of the class.</param>
    /// <param name="c">[Rows, panels * PanelColumns].</param>
    /// <param name="inner">A multiple of 4.</param>
    /// <param name="panels">At least 1.</param>
    public static void Multiply(byte* a, sbyte* b, int* c, int inner, int panels)
    {
        if (HasVnni)
        {
            MultiplySixRows(a, b, c, inner, panels);
            return;
        }

        MultiplyThreeRows(a, b, c, inner, panels);
        MultiplyThreeRows(a + Rows / 2 * inner, b, c + Rows / 2 * panels * PanelColumns, inner, panels);
    }

    private static void MultiplySixRows(byte* a, sbyte* b, int* c, int inner, int panels)
    {
        var stride = panels * PanelColumns;
        for (var panel = 0; panel < panels; panel++, c += PanelColumns)
        {
            Vector256<int> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default,
                c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
            for (var i = 0; i < inner; i += Group, b += PanelColumns * Group)
            {
                var (left, right) = (Vector256.Load(b), Vector256.Load(b + Lane * Group));
                var x = LoadGroup(a + i);
                c00 = AvxVnni.MultiplyWideningAndAdd(c00, x, left);
                c01 = AvxVnni.MultiplyWideningAndAdd(c01, x, right);
                x = LoadGroup(a + inner + i);
                c10 = AvxVnni.MultiplyWideningAndAdd(c10, x, left);
                c11 = AvxVnni.MultiplyWideningAndAdd(c11, x, right);
                x = LoadGroup(a + 2 * inner + i);
                c20 = AvxVnni.MultiplyWideningAndAdd(c20, x, left);
                c21 = AvxVnni.MultiplyWideningAndAdd(c21, x, right);
                x = LoadGroup(a + 3 * inner + i);
                c30 = AvxVnni.MultiplyWideningAndAdd(c30, x, left);
                c31 = AvxVnni.MultiplyWideningAndAdd(c31, x, right);
                x = LoadGroup(a + 4 * inner + i);
                c40 = AvxVnni.MultiplyWideningAndAdd(c40, x, left);
                c41 = AvxVnni.MultiplyWideningAndAdd(c41, x, right);
                x = LoadGroup(a + 5 * inner + i);
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

    // Half of the rows: their products need registers, too, before they are added.
    private static void MultiplyThreeRows(byte* a, sbyte* b, int* c, int inner, int panels)
    {
        var stride = panels * PanelColumns;
        for (var panel = 0; panel < panels; panel++, c += PanelColumns)
        {
            Vector256<int> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
            for (var i = 0; i < inner; i += Group, b += PanelColumns * Group)
            {
                var (left, right) = (Vector256.Load(b), Vector256.Load(b + Lane * Group));
                var x = LoadGroup(a + i);
                c00 += AddProducts(x, left);
                c01 += AddProducts(x, right);
                x = LoadGroup(a + inner + i);
                c10 += AddProducts(x, left);
                c11 += AddProducts(x, right);
                x = LoadGroup(a + 2 * inner + i);
                c20 += AddProducts(x, left);
                c21 += AddProducts(x, right);
            }

            Store(c, c00, c01);
            Store(c + stride, c10, c11);
            Store(c + 2 * stride, c20, c21);
        }
    }

    /// <summary>The sum of four products in each element.</summary>
    private static Vector256<int> AddProducts(Vector256<byte> x, Vector256<sbyte> y)
        => Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(x, y), Vector256<short>.One);

    private static Vector256<byte> LoadGroup(byte* source) => Vector256.Create(*(int*)source).AsByte();

    private static void Store(int* target, Vector256<int> left, Vector256<int> right)
    {
        left.Store(target);
        right.Store(target + Lane);
    }
}
