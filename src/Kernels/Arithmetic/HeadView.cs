namespace Speech.Kernels.Arithmetic;

/// <summary>The columns of one attention head in a tensor [positions, width].</summary>
/// <param name="start">First element of the first row.</param>
/// <param name="stride">Elements from one row to the next: the width of the tensor.</param>
/// <param name="count">Number of positions.</param>
/// <param name="width">Width of the head.</param>
internal readonly unsafe struct HeadView(float* start, int stride, int count, int width)
{
    /// <summary>One head of one element of a batch.</summary>
    /// <param name="data">[batch, positions, width].</param>
    /// <param name="positions">Positions of an element.</param>
    /// <param name="stride">Width of the tensor.</param>
    /// <param name="heads">Number of heads that share the width.</param>
    /// <param name="headIndex">Index over the heads of all elements: element * heads + head.</param>
    public static HeadView Of(float* data, int positions, int stride, int heads, int headIndex)
    {
        var (element, head) = Math.DivRem(headIndex, heads);
        return new(data + element * (long)positions * stride + head * (stride / heads), stride, positions, stride / heads);
    }

    /// <summary>Number of positions.</summary>
    public int Count => count;

    /// <summary>Width of the head.</summary>
    public int Width => width;

    /// <summary>The head's elements of one position, [width].</summary>
    public Span<float> Row(int position) => new(Start(position), width);

    /// <summary>The head's first element of one position.</summary>
    public float* Start(int position) => start + (long)position * stride;
}
