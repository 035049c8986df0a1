using System.Numerics.Tensors;

namespace Speech.Whisper.Alignment;

/// <summary>Times of tokens: the monotonic path of highest attention.</summary>
internal static class TokenTimes
{
    /// <summary>Seconds per encoder position.</summary>
    private const double SecondsPerPosition = 0.02;

    /// <summary>Start of an encoder position in seconds from the start of the window.</summary>
    private static double Seconds(int position) => Math.Round(position * SecondsPerPosition, 2);

    /// <summary>Start and end of each token in seconds from the start of the window.</summary>
    /// <param name="matrix">
    /// [count + 1, frames]; row i is the attention while token i was predicted, the last row that while the token after the last one was.
    /// Changed.
    /// </param>
    /// <param name="count">Number of tokens.</param>
    public static List<(double Start, double End)> Of(Span<float> matrix, int count)
    {
        TensorPrimitives.Negate(matrix, matrix);
        var starts = new double[count + 1];
        var lastRow = -1;
        foreach (var (row, column) in DynamicTimeWarping.Path(matrix, starts.Length))
        {
            // The first cell of the row.
            if (row == lastRow) continue;
            lastRow = row;
            starts[row] = Seconds(column);
        }

        // A token ends where the next one starts.
        return [.. Enumerable.Range(0, count).Select(token => (starts[token], starts[token + 1]))];
    }
}
