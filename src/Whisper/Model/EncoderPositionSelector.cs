using System.Numerics.Tensors;

namespace Speech.Whisper.Model;

/// <summary>
/// Chooses the encoder positions that are computed of a window. The network takes 30 seconds; what audio does not fill is silence, whose
/// states differ little from one position to the next. A part of them therefore stands for all, each with a weight of its own. Only the
/// positions whose states are unlike the others are always computed: attention that finds nothing to attend to gathers there.
/// </summary>
/// <param name="positions">Positions of a full window.</param>
/// <param name="distinct">Positions whose states are unlike the others.</param>
internal sealed class EncoderPositionSelector(int positions, IReadOnlySet<int> distinct)
{
    /// <summary>Number of distinct positions.</summary>
    public const int DistinctCount = 128;

    // A second of silence after the audio, in which its states fade out, is computed in full.
    private const int Margin = 50;

    // Of the rest a block of neighbors in eight, because the first layers attend to neighbors.
    private const int BlockLength = 16, BlocksPerBlock = 8;

    /// <summary>Chooses the distinct positions of a window of silence: those whose states are farthest from the mean.</summary>
    /// <param name="states">The encoder's output, [positions, width].</param>
    /// <param name="width">Width of the network.</param>
    public static HashSet<int> FarthestFromMean(ReadOnlySpan<float> states, int width)
    {
        var mean = new float[width];
        var distances = new float[states.Length / width];
        for (var i = 0; i < distances.Length; i++) TensorPrimitives.Add(mean, states.Slice(i * width, width), mean);
        TensorPrimitives.Divide(mean, distances.Length, mean);
        for (var i = 0; i < distances.Length; i++) distances[i] = TensorPrimitives.Distance(states.Slice(i * width, width), mean);
        return [.. Enumerable.Range(0, distances.Length).OrderByDescending(i => distances[i]).Take(DistinctCount)];
    }

    /// <summary>The positions of a window.</summary>
    /// <param name="audio">Number of positions that the audio fills.</param>
    public EncoderPositions Select(int audio)
    {
        var single = Enumerable.Range(0, positions).Where(i => i < audio + Margin || distinct.Contains(i)).ToArray();
        var others = Enumerable.Range(0, positions).Except(single).ToArray();
        if (others.Length <= BlockLength) return EncoderPositions.All(positions);

        var blocks = Math.Max(1, others.Length / (BlockLength * BlocksPerBlock));
        // Each block lies in the middle of the part that it stands for.
        var chosen = Enumerable.Range(0, blocks).SelectMany(block
            => others.Skip((2 * block + 1) * others.Length / (2 * blocks) - BlockLength / 2).Take(BlockLength)).ToArray();
        var weights = new float[single.Length + chosen.Length];
        weights.AsSpan(single.Length).Fill(MathF.Log((float)others.Length / chosen.Length));
        int[] indices = [.. single, .. chosen];
        // After the audio and the margin come two more: one of silence, and the last one of a window, whose features differ.
        var (silence, last) = (audio + Margin, audio + Margin + 1);
        var features = indices.Select(index => index == positions - 1 ? last : Math.Min(index, silence));
        return new([.. indices.Select(index => (long)index)], [.. features.Select(index => (long)index)], weights);
    }
}
