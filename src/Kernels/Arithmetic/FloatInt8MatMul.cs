using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Speech.Kernels.Arithmetic;

/// <summary>Product of a few rows of floats and a large matrix of signed bytes. Each byte is read from memory once for all rows; it
/// is widened once, too, but twice for three or four rows.</summary>
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

    // A window has five beams by default: their rows are computed together.
    private const int Depth = 64, Lane = 16, MaxRows = 5;

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
                if (rows <= MaxRows)
                {
                    MultiplyAddRows(a + i, aStride, b, c, cStride, rows, depth);
                }
                else
                {
                    Widen(b, depth * PanelColumns, widened);
                    for (var row = 0; row < rows; row += MaxRows)
                        MultiplyAddRows(
                            a + row * aStride + i, aStride, widened, c + row * cStride, cStride, Math.Min(MaxRows, rows - row), depth);
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

    private static void MultiplyAddRows<T>(float* a, int aStride, T* b, float* c, int cStride, int rows, int inner) where T : unmanaged
    {
        var row = 0;
        if (rows == MaxRows)
        {
            row = MaxRows;
            // Sixteen registers hold the sums of a quarter of a panel.
            if (Vector512.IsHardwareAccelerated) MultiplyAddFiveRows(a, aStride, b, c, cStride, inner);
            else for (var lane = 0; lane < PanelColumns; lane += Lane) MultiplyAddFiveLanes(a, aStride, b + lane, c + lane, cStride, inner);
        }

        for (; row + 1 < rows; row += 2) MultiplyAddTwoRows(a + row * aStride, aStride, b, c + row * cStride, cStride, inner);
        if (row < rows) MultiplyAddOneRow(a + row * aStride, b, c + row * cStride, inner);
    }

    private static void MultiplyAddOneRow<T>(float* a, T* b, float* c, int inner) where T : unmanaged
    {
        var sums = new PanelRow(c);
        for (var i = 0; i < inner; i++, b += PanelColumns)
            sums.Add(a[i], Lanes(b), Lanes(b + Lane), Lanes(b + 2 * Lane), Lanes(b + 3 * Lane));
        sums.Store(c);
    }

    private static void MultiplyAddTwoRows<T>(float* a, int aStride, T* b, float* c, int cStride, int inner) where T : unmanaged
    {
        PanelRow first = new(c), second = new(c + cStride);
        for (var i = 0; i < inner; i++, b += PanelColumns)
        {
            var (b0, b1, b2, b3) = (Lanes(b), Lanes(b + Lane), Lanes(b + 2 * Lane), Lanes(b + 3 * Lane));
            first.Add(a[i], b0, b1, b2, b3);
            second.Add(a[aStride + i], b0, b1, b2, b3);
        }

        first.Store(c);
        second.Store(c + cStride);
    }

    private static void MultiplyAddFiveRows<T>(float* a, int aStride, T* b, float* c, int cStride, int inner) where T : unmanaged
    {
        PanelRow first = new(c), second = new(c + cStride), third = new(c + 2 * cStride);
        PanelRow fourth = new(c + 3 * cStride), fifth = new(c + 4 * cStride);
        for (var i = 0; i < inner; i++, b += PanelColumns)
        {
            var (b0, b1, b2, b3) = (Lanes(b), Lanes(b + Lane), Lanes(b + 2 * Lane), Lanes(b + 3 * Lane));
            first.Add(a[i], b0, b1, b2, b3);
            second.Add(a[aStride + i], b0, b1, b2, b3);
            third.Add(a[2 * aStride + i], b0, b1, b2, b3);
            fourth.Add(a[3 * aStride + i], b0, b1, b2, b3);
            fifth.Add(a[4 * aStride + i], b0, b1, b2, b3);
        }

        first.Store(c);
        second.Store(c + cStride);
        third.Store(c + 2 * cStride);
        fourth.Store(c + 3 * cStride);
        fifth.Store(c + 4 * cStride);
    }

    private static void MultiplyAddFiveLanes<T>(float* a, int aStride, T* b, float* c, int cStride, int inner) where T : unmanaged
    {
        Vector512<float> first = Vector512.Load(c), second = Vector512.Load(c + cStride), third = Vector512.Load(c + 2 * cStride);
        Vector512<float> fourth = Vector512.Load(c + 3 * cStride), fifth = Vector512.Load(c + 4 * cStride);
        for (var i = 0; i < inner; i++, b += PanelColumns)
        {
            var lane = Lanes(b);
            first = Vector512.FusedMultiplyAdd(Vector512.Create(a[i]), lane, first);
            second = Vector512.FusedMultiplyAdd(Vector512.Create(a[aStride + i]), lane, second);
            third = Vector512.FusedMultiplyAdd(Vector512.Create(a[2 * aStride + i]), lane, third);
            fourth = Vector512.FusedMultiplyAdd(Vector512.Create(a[3 * aStride + i]), lane, fourth);
            fifth = Vector512.FusedMultiplyAdd(Vector512.Create(a[4 * aStride + i]), lane, fifth);
        }

        first.Store(c);
        second.Store(c + cStride);
        third.Store(c + 2 * cStride);
        fourth.Store(c + 3 * cStride);
        fifth.Store(c + 4 * cStride);
    }

    // The sums of a row of a panel; four fields, which the JIT keeps in registers.
    private struct PanelRow(float* c)
    {
        private Vector512<float> _sum0 = Vector512.Load(c), _sum1 = Vector512.Load(c + Lane);
        private Vector512<float> _sum2 = Vector512.Load(c + 2 * Lane), _sum3 = Vector512.Load(c + 3 * Lane);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(float x, Vector512<float> b0, Vector512<float> b1, Vector512<float> b2, Vector512<float> b3)
        {
            var factor = Vector512.Create(x);
            _sum0 = Vector512.FusedMultiplyAdd(factor, b0, _sum0);
            _sum1 = Vector512.FusedMultiplyAdd(factor, b1, _sum1);
            _sum2 = Vector512.FusedMultiplyAdd(factor, b2, _sum2);
            _sum3 = Vector512.FusedMultiplyAdd(factor, b3, _sum3);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(float* target)
        {
            _sum0.Store(target);
            _sum1.Store(target + Lane);
            _sum2.Store(target + 2 * Lane);
            _sum3.Store(target + 3 * Lane);
        }
    }
}
