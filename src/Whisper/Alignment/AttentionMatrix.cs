using System.Numerics.Tensors;

namespace Speech.Whisper.Alignment;

/// <summary>How much each token listens to each frame, from the decoder's alignment heads.</summary>
internal static class AttentionMatrix
{
    /// <summary>Frames that the filter looks at, of 20 ms each.</summary>
    private const int FilterWidth = 7;

    /// <summary>Makes heads comparable and averages them: probabilities over the window's own frames, standardised over the tokens, smoothed over time.</summary>
    /// <param name="probabilities">Cross-attention after the softmax, [heads, tokens, positions]; scratch, overwritten.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="positions">Encoder positions of a whole window.</param>
    /// <param name="frames">Positions that hold audio, at least 1.</param>
    /// <returns>[tokens, frames]</returns>
    public static float[] Average(Span<float> probabilities, int heads, int positions, int frames)
    {
        var tokens = probabilities.Length / heads / positions;
        var average = new float[tokens * frames];
        var head = new float[tokens * frames];
        for (var h = 0; h < heads; h++)
        {
            for (var token = 0; token < tokens; token++)
            {
                // A softmax over fewer frames is the same probabilities, made to sum to one again.
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

    /// <summary>Mean 0 and deviation 1 of every frame over the tokens.</summary>
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
