namespace Speech.Whisper.Alignment;

/// <summary>Median filter: removes single peaks and keeps edges.</summary>
internal static class MedianFilter
{
    /// <summary>Filters one row in place, with reflected ends. A row of at most half the width is left unchanged.</summary>
    /// <param name="row">The values.</param>
    /// <param name="width">Number of values in the window; odd.</param>
    public static void Apply(Span<float> row, int width)
    {
        var half = width / 2;
        if (row.Length <= half) return;
        var source = row.ToArray();
        Span<float> neighbours = stackalloc float[width];
        for (var i = 0; i < source.Length; i++)
        {
            for (var k = 0; k < width; k++) neighbours[k] = source[Reflect(i + k - half, source.Length)];
            neighbours.Sort();
            row[i] = neighbours[half];
        }
    }

    private static int Reflect(int index, int length)
    {
        if (index < 0) index = -index;
        return index < length ? index : 2 * (length - 1) - index;
    }
}
