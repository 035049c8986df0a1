namespace Speech.Onnx.Kernels;

/// <summary>What one head sees of a tensor [positions, width]: a piece of each row.</summary>
/// <param name="start">The piece of the first row.</param>
/// <param name="stride">From one row to the next: the width of the tensor.</param>
/// <param name="count">Positions.</param>
/// <param name="width">Of the head.</param>
internal readonly unsafe struct HeadRows(float* start, int stride, int count, int width)
{
    /// <summary>One head of one element of a batch.</summary>
    /// <param name="data">[batch, positions, width].</param>
    /// <param name="positions">Positions of an element.</param>
    /// <param name="stride">Width of the tensor.</param>
    /// <param name="heads">How many heads share the width.</param>
    /// <param name="unit">The element's number times the heads, plus the head's.</param>
    public static HeadRows Of(float* data, int positions, int stride, int heads, int unit)
        => new(data + unit / heads * (long)positions * stride + unit % heads * (stride / heads), stride, positions, stride / heads);

    public int Count => count;
    public int Width => width;

    /// <summary>The numbers of one position.</summary>
    public Span<float> Row(int position) => new(start + (long)position * stride, width);
}
