using System.Numerics.Tensors;

namespace Speech.Whisper.Alignment;

/// <summary>Attention of each token to each frame, from the cross-attention of the decoder's alignment heads.</summary>
/// <remarks>Its memory serves one window after another. For one thread at a time.</remarks>
internal sealed class AttentionMatrix
{
    /// <summary>Width of the median filter in frames of 20 ms.</summary>
    private const int FilterWidth = 7;

    private float[] _average = [], _head = [];

    /// <summary>
    /// Averages the heads after normalizing each: probabilities over the frames with audio, standardized over the tokens, smoothed over
    /// time.
    /// </summary>
    /// <param name="probabilities">Cross-attention after the softmax, [heads, tokens, positions].</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="positions">Encoder positions of a full window.</param>
    /// <param name="frames">Encoder positions that hold audio, at least 1.</param>
    /// <returns>[tokens, frames], valid until the next call.</returns>
    public Span<float> Average(ReadOnlySpan<float> probabilities, int heads, int positions, int frames)
    {
        var tokens = probabilities.Length / heads / positions;
        var size = tokens * frames;
        if (_average.Length < size) (_average, _head) = (new float[size], new float[size]);
        Span<float> average = _average.AsSpan(0, size), head = _head.AsSpan(0, size);
        average.Clear();
        for (var h = 0; h < heads; h++)
        {
            for (var token = 0; token < tokens; token++)
            {
                // A softmax over fewer frames is the same probabilities, renormalized.
                var row = probabilities.Slice((h * tokens + token) * positions, frames);
                TensorPrimitives.Divide(row, TensorPrimitives.Sum<float>(row), head.Slice(token * frames, frames));
            }

            Standardize(head, tokens, frames);
            for (var token = 0; token < tokens; token++) MedianFilter.Apply(head.Slice(token * frames, frames), FilterWidth);
            TensorPrimitives.Add(average, head, average);
        }

        TensorPrimitives.Divide(average, heads, average);
        return average;
    }

    /// <summary>Shifts and scales every frame to mean 0 and standard deviation 1 over the tokens.</summary>
    private static void Standardize(Span<float> matrix, int tokens, int frames)
    {
        Span<float> mean = new float[frames], factor = new float[frames];
        for (var token = 0; token < tokens; token++) TensorPrimitives.Add(mean, Row(matrix, token), mean);
        TensorPrimitives.Divide(mean, tokens, mean);
        for (var token = 0; token < tokens; token++)
        {
            var row = Row(matrix, token);
            TensorPrimitives.Subtract(row, mean, row);
            TensorPrimitives.MultiplyAdd(row, row, factor, factor);
        }

        TensorPrimitives.Divide(factor, tokens, factor);
        TensorPrimitives.Sqrt(factor, factor);
        // A frame that all tokens attend to alike stays 0.
        for (var frame = 0; frame < frames; frame++) factor[frame] = factor[frame] > 0 ? 1 / factor[frame] : 0;
        for (var token = 0; token < tokens; token++) TensorPrimitives.Multiply(Row(matrix, token), factor, Row(matrix, token));

        Span<float> Row(Span<float> rows, int token) => rows.Slice(token * frames, frames);
    }
}
