using System.Numerics.Tensors;

namespace Speech.Whisper.Alignment;

/// <summary>Attention of each token to each frame, from the cross-attention of the decoder's alignment heads.</summary>
internal static class AttentionMatrix
{
    /// <summary>Width of the median filter in frames of 20 ms.</summary>
    private const int FilterWidth = 7;

    /// <summary>
    /// Averages the heads after normalizing each: probabilities over the frames with audio, standardized over the tokens, smoothed over
    /// time.
    /// </summary>
    /// <param name="probabilities">Cross-attention after the softmax, [heads, tokens, positions].</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="positions">Encoder positions of a full window.</param>
    /// <param name="frames">Encoder positions that hold audio, at least 1.</param>
    /// <returns>[tokens, frames]</returns>
    public static float[] Average(ReadOnlySpan<float> probabilities, int heads, int positions, int frames)
    {
        var tokens = probabilities.Length / heads / positions;
        var average = new float[tokens * frames];
        var head = new float[tokens * frames];
        for (var h = 0; h < heads; h++)
        {
            for (var token = 0; token < tokens; token++)
            {
                // A softmax over fewer frames is the same probabilities, renormalized.
                var row = probabilities.Slice((h * tokens + token) * positions, frames);
                TensorPrimitives.Divide(row, TensorPrimitives.Sum<float>(row), head.AsSpan(token * frames, frames));
            }

            Standardize(head, tokens, frames);
            for (var token = 0; token < tokens; token++) MedianFilter.Apply(head.AsSpan(token * frames, frames), FilterWidth);
            TensorPrimitives.Add(average, head, average);
        }

        TensorPrimitives.Divide(average, heads, average);
        return average;
    }

    /// <summary>Shifts and scales every frame to mean 0 and standard deviation 1 over the tokens.</summary>
    private static void Standardize(float[] matrix, int tokens, int frames)
    {
        for (var frame = 0; frame < frames; frame++)
        {
            double sum = 0, squares = 0;
            for (var token = 0; token < tokens; token++) sum += matrix[token * frames + frame];
            var mean = sum / tokens;
            for (var token = 0; token < tokens; token++) squares += Math.Pow(matrix[token * frames + frame] - mean, 2);
            var deviation = Math.Sqrt(squares / tokens);
            for (var token = 0; token < tokens; token++)
            {
                ref var value = ref matrix[token * frames + frame];
                value = deviation > 0 ? (float)((value - mean) / deviation) : 0;
            }
        }
    }
}
