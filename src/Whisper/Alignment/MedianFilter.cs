using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Speech.Whisper.Alignment;

/// <summary>Median filter: removes single peaks and keeps edges.</summary>
internal static class MedianFilter
{
    private const int MaxStackLength = 4096;

    private static readonly int Lane = Vector<float>.Count;

    /// <summary>Filters one row in place, with reflected ends. A row of at most half the width is left unchanged.</summary>
    /// <param name="row">The values, none of them NaN.</param>
    /// <param name="width">Number of values in the window; odd.</param>
    public static void Apply(Span<float> row, int width)
    {
        var half = width / 2;
        if (row.Length <= half) return;
        // Room for the reflected ends, and for a last vector that begins before the end of the row.
        var length = row.Length + 2 * half + Lane;
        var padded = length <= MaxStackLength ? stackalloc float[length] : new float[length];
        row.CopyTo(padded[half..]);
        for (var i = 0; i < half; i++) padded[half - 1 - i] = row[i + 1];
        for (var i = 0; i < half; i++) padded[half + row.Length + i] = row[row.Length - 2 - i];
        padded[(row.Length + 2 * half)..].Clear();

        Span<Vector<float>> window = stackalloc Vector<float>[width];
        Span<float> last = stackalloc float[Lane];
        for (var i = 0; i < row.Length; i += Lane)
        {
            for (var k = 0; k < width; k++) window[k] = new Vector<float>(padded[(i + k)..]);
            var median = Median(window);
            if (i + Lane <= row.Length)
            {
                median.CopyTo(row[i..]);
            }
            else
            {
                median.CopyTo(last);
                last[..(row.Length - i)].CopyTo(row[i..]);
            }
        }
    }

    /// <summary>The median in each lane, by the passes of a bubble sort that put all larger values behind it.</summary>
    private static Vector<float> Median(Span<Vector<float>> window)
    {
        ref var first = ref MemoryMarshal.GetReference(window);
        for (var end = window.Length - 1; end >= window.Length / 2; end--)
            for (var i = 0; i < end; i++)
            {
                ref var lower = ref Unsafe.Add(ref first, i);
                ref var upper = ref Unsafe.Add(ref first, i + 1);
                (lower, upper) = (Vector.Min(lower, upper), Vector.Max(lower, upper));
            }

        return window[window.Length / 2];
    }
}
