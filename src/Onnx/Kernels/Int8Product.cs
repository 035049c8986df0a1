using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Speech.Onnx.Kernels;

/// <summary>The product of a few rows of floats with a large matrix of signed bytes: each byte is read and widened once for all rows.</summary>
/// <remarks>
/// The matrix lies in panels of <see cref="Width"/> columns, one after the other, each [inner, Width] and the last one filled up with zeros:
/// however it is cut, it is read from its beginning to its end.
/// </remarks>
internal static unsafe class Int8Product
{
    /// <summary>Columns of a panel.</summary>
    public const int Width = 64;

    /// <summary>Numbers there must be room for while it computes: what is widened at a time stays in the first cache.</summary>
    public const int Room = Depth * Width;

    private const int Depth = 64, Lane = 16;

    /// <summary>Panels of so many columns.</summary>
    public static int Panels(int columns) => (columns + Width - 1) / Width;

    /// <summary>c += a · b.</summary>
    /// <param name="a">[rows, inner].</param>
    /// <param name="aStride">From one row to the next.</param>
    /// <param name="b">[panels, inner, Width].</param>
    /// <param name="c">[rows, panels * Width].</param>
    /// <param name="rows">At least 1.</param>
    /// <param name="inner">At least 1.</param>
    /// <param name="panels">At least 1.</param>
    /// <param name="room">See <see cref="Room"/>.</param>
    public static void Add(float* a, int aStride, sbyte* b, float* c, int rows, int inner, int panels, float* room)
    {
        var cStride = panels * Width;
        for (var panel = 0; panel < panels; panel++, c += Width)
            for (var i = 0; i < inner; i += Depth)
            {
                var depth = Math.Min(Depth, inner - i);
                if (rows == 1)
                {
                    AddOne(a + i, b, c, depth);
                }
                else
                {
                    Widen(b, depth * Width, room);
                    for (var row = 0; row + 1 < rows; row += 2) AddTwo(a + row * aStride + i, aStride, room, c + row * cStride, cStride, depth);
                    if (rows % 2 == 1) AddOne(a + (rows - 1) * aStride + i, room, c + (rows - 1) * cStride, depth);
                }

                b += depth * Width;
            }
    }

    private static void Widen(sbyte* from, int count, float* to)
    {
        for (var i = 0; i < count; i += Width)
        {
            // The next piece comes while this one is multiplied.
            if (Sse.IsSupported) Sse.Prefetch1(from + i + Depth * Width);
            for (var lane = i; lane < i + Width; lane += Lane) Widen(from + lane).Store(to + lane);
        }
    }

    private static Vector512<float> Widen(sbyte* from)
    {
        var bytes = Vector128.Load(from);
        if (Avx512F.IsSupported) return Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(bytes));
        var (lower, upper) = Vector128.Widen(bytes);
        var (first, second) = Vector128.Widen(lower);
        var (third, fourth) = Vector128.Widen(upper);
        return Vector512.ConvertToSingle(Vector512.Create(Vector256.Create(first, second), Vector256.Create(third, fourth)));
    }

    // From bytes, or from what is widened: which one is known when this is compiled.
    private static Vector512<float> Lanes<T>(T* from) where T : unmanaged => typeof(T) == typeof(sbyte) ? Widen((sbyte*)from) : Vector512.Load((float*)from);

    private static void AddOne<T>(float* a, T* b, float* c, int inner) where T : unmanaged
    {
        var (c0, c1, c2, c3) = (Vector512.Load(c), Vector512.Load(c + Lane), Vector512.Load(c + 2 * Lane), Vector512.Load(c + 3 * Lane));
        for (var i = 0; i < inner; i++, b += Width)
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

    private static void AddTwo(float* a, int aStride, float* b, float* c, int cStride, int inner)
    {
        var d = c + cStride;
        var (c0, c1, c2, c3) = (Vector512.Load(c), Vector512.Load(c + Lane), Vector512.Load(c + 2 * Lane), Vector512.Load(c + 3 * Lane));
        var (d0, d1, d2, d3) = (Vector512.Load(d), Vector512.Load(d + Lane), Vector512.Load(d + 2 * Lane), Vector512.Load(d + 3 * Lane));
        for (var i = 0; i < inner; i++, b += Width)
        {
            var (b0, b1, b2, b3) = (Vector512.Load(b), Vector512.Load(b + Lane), Vector512.Load(b + 2 * Lane), Vector512.Load(b + 3 * Lane));
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
