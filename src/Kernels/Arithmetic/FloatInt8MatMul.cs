using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Speech.Kernels.Arithmetic;

/// <summary>Product of a few rows of floats and a large matrix of signed bytes: each byte is read and widened once for all rows.</summary>
/// <remarks>
/// The matrix is stored in panels of <see cref="PanelColumns"/> columns, one after the other, each [inner, PanelColumns] and the last one
/// padded with zeros, so that it is always read sequentially.
/// </remarks>
internal static unsafe class FloatInt8MatMul
{
    /// <summary>Columns of a panel.</summary>
    public const int PanelColumns = 64;

    /// <summary>Number of floats of scratch memory: the elements widened at a time, which fit into the first-level cache.</summary>
    public const int ScratchLength = Depth * PanelColumns;

    private const int Depth = 64, Lane = 16;

    /// <summary>Number of panels for a number of columns.</summary>
    public static int Panels(int columns) => (columns + PanelColumns - 1) / PanelColumns;

    /// <summary>c += a · b.</summary>
    /// <param name="a">[rows, inner].</param>
    /// <param name="aStride">Elements from one row of a to the next.</param>
    /// <param name="b">[panels, inner, PanelColumns].</param>
    /// <param name="c">[rows, panels * PanelColumns].</param>
    /// <param name="rows">At least 1.</param>
    /// <param name="inner">At least 1.</param>
    /// <param name="panels">At least 1.</param>
    /// <param name="widened">Scratch memory, [<see cref="ScratchLength"/>].</param>
    public static void MultiplyAdd(float* a, int aStride, sbyte* b, float* c, int rows, int inner, int panels, float* widened)
    {
        var cStride = panels * PanelColumns;
        for (var panel = 0; panel < panels; panel++, c += PanelColumns)
            for (var i = 0; i < inner; i += Depth)
            {
                var depth = Math.Min(Depth, inner - i);
                if (rows == 1)
                {
                    MultiplyAddOneRow(a + i, b, c, depth);
                }
                else
                {
                    Widen(b, depth * PanelColumns, widened);
                    for (var row = 0; row + 1 < rows; row += 2)
                        MultiplyAddTwoRows(a + row * aStride + i, aStride, widened, c + row * cStride, cStride, depth);
                    if (rows % 2 == 1) MultiplyAddOneRow(a + (rows - 1) * aStride + i, widened, c + (rows - 1) * cStride, depth);
                }

                b += depth * PanelColumns;
            }
    }

    private static void Widen(sbyte* source, int count, float* target)
    {
        for (var i = 0; i < count; i += PanelColumns)
        {
            // The next block is loaded while this one is multiplied.
            if (Sse.IsSupported) Sse.Prefetch1(source + i + Depth * PanelColumns);
            for (var lane = i; lane < i + PanelColumns; lane += Lane) VectorMath.Widen(source + lane).Store(target + lane);
        }
    }

    // Bytes or widened floats: the JIT resolves the branch for each type.
    private static Vector512<float> Lanes<T>(T* source) where T : unmanaged
        => typeof(T) == typeof(sbyte) ? VectorMath.Widen((sbyte*)source) : Vector512.Load((float*)source);

    private static void MultiplyAddOneRow<T>(float* a, T* b, float* c, int inner) where T : unmanaged
    {
        var (c0, c1, c2, c3) = (Vector512.Load(c), Vector512.Load(c + Lane), Vector512.Load(c + 2 * Lane), Vector512.Load(c + 3 * Lane));
        for (var i = 0; i < inner; i++, b += PanelColumns)
        {
            var x = Vector512.Create(a[i]);
            c0 = Vector512.FusedMultiplyAdd(x, Lanes(b), c0);
            c1 = Vector512.FusedMultiplyAdd(x, Lanes(b + Lane), c1);
            c2 = Vector512.FusedMultiplyAdd(x, Lanes(b + 2 * Lane), c2);
            c3 = Vector512.FusedMultiplyAdd(x, Lanes(b + 3 * Lane), c3);
        }

        c0.Store(c);
        c1.Store(c + Lane);
        c2.Store(c + 2 * Lane);
        c3.Store(c + 3 * Lane);
    }

    private static void MultiplyAddTwoRows(float* a, int aStride, float* b, float* c, int cStride, int inner)
    {
        var d = c + cStride;
        var (c0, c1, c2, c3) = (Vector512.Load(c), Vector512.Load(c + Lane), Vector512.Load(c + 2 * Lane), Vector512.Load(c + 3 * Lane));
        var (d0, d1, d2, d3) = (Vector512.Load(d), Vector512.Load(d + Lane), Vector512.Load(d + 2 * Lane), Vector512.Load(d + 3 * Lane));
        for (var i = 0; i < inner; i++, b += PanelColumns)
        {
            var (b0, b1) = (Vector512.Load(b), Vector512.Load(b + Lane));
            var (b2, b3) = (Vector512.Load(b + 2 * Lane), Vector512.Load(b + 3 * Lane));
            var (x, y) = (Vector512.Create(a[i]), Vector512.Create(a[aStride + i]));
            c0 = Vector512.FusedMultiplyAdd(x, b0, c0);
            c1 = Vector512.FusedMultiplyAdd(x, b1, c1);
            c2 = Vector512.FusedMultiplyAdd(x, b2, c2);
            c3 = Vector512.FusedMultiplyAdd(x, b3, c3);
            d0 = Vector512.FusedMultiplyAdd(y, b0, d0);
            d1 = Vector512.FusedMultiplyAdd(y, b1, d1);
            d2 = Vector512.FusedMultiplyAdd(y, b2, d2);
            d3 = Vector512.FusedMultiplyAdd(y, b3, d3);
        }

        c0.Store(c);
        c1.Store(c + Lane);
        c2.Store(c + 2 * Lane);
        c3.Store(c + 3 * Lane);
        d0.Store(d);
        d1.Store(d + Lane);
        d2.Store(d + 2 * Lane);
        d3.Store(d + 3 * Lane);
    }
}
