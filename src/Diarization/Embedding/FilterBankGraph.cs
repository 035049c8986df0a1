using System.Numerics;
using Speech.Audio;
using Speech.Onnx.Graphs;

namespace Speech.Diarization.Embedding;

/// <summary>Kaldi's log-mel filter bank, as part of the network's graph.</summary>
internal static class FilterBankGraph
{
    // Kaldi's 16-bit sample range, its pre-emphasis, and torchaudio's energy floor: the machine epsilon of a float.
    private const float SampleScale = 32768, Preemphasis = 0.97f, EnergyFloor = 1.1920929e-7f;

    /// <summary>Writes the filter bank with mean normalization: [batch, samples] to [batch, frames, bins].</summary>
    public static Edge Write(GraphWriter graph, Edge audio, EmbeddingConfig config)
        => Center(graph, WriteFeatures(graph, audio, config), config);

    /// <summary>Writes the filter bank without normalization: [batch, samples] to [batch, frames, bins].</summary>
    public static Edge WriteFeatures(GraphWriter graph, Edge audio, EmbeddingConfig config)
    {
        var bins = (int)BitOperations.RoundUpToPowerOf2((uint)config.FrameLength) / 2;
        var frames = WriteFrames(graph, graph.Mul(audio, graph.Scalar(SampleScale)), config);
        frames = graph.Sub(frames, graph.Mean(frames, 2));
        // Pre-emphasis; the first sample of each frame is its own predecessor.
        var previous = graph.Concat([SliceSamples(graph, frames, 0, 1), SliceSamples(graph, frames, 0, config.FrameLength - 1)], 2);
        frames = graph.Sub(frames, graph.Mul(previous, graph.Scalar(Preemphasis)));
        var fourier = graph.Constant<float>(KaldiFilters.WindowedFourier(config.FrameLength, bins), config.FrameLength, 2 * bins);
        var spectrum = graph.MatMul(frames, fourier);
        var parts = graph.Nodes("Split", 2, [graph.Mul(spectrum, spectrum), graph.Integers(bins, bins)], attributes: ("axis", 2));
        var filters = graph.Constant<float>(KaldiFilters.Mel(config.MelBins, bins, AudioDecoder.SampleRate), bins, config.MelBins);
        var mel = graph.MatMul(graph.Add(parts[0], parts[1]), filters);
        return graph.Log(graph.Max(mel, graph.Scalar(EnergyFloor)));
    }

    /// <summary>Cuts overlapping frames: [batch, samples] to [batch, frames, samples per frame]. Gathers blocks as long
    /// as the greatest common divisor of frame length and shift, not single samples.</summary>
    private static Edge WriteFrames(GraphWriter graph, Edge audio, EmbeddingConfig config)
    {
        var block = (int)BigInteger.GreatestCommonDivisor(config.FrameLength, config.FrameShift);
        var samples = graph.LengthOf(audio, 1);
        var whole = graph.Mul(graph.Div(samples, graph.Integers(block)), graph.Integers(block));
        var blocks = graph.Reshape(graph.Slice(audio, 1, graph.Integers(0), whole), 0, -1, block);
        var shifts = graph.Div(graph.Sub(samples, graph.Integers(config.FrameLength)), graph.Integers(config.FrameShift));
        var count = graph.Add(shifts, graph.Integers(1));
        var starts = graph.Mul(graph.Unsqueeze(graph.Range(count), 1), graph.Scalar((long)config.FrameShift / block));
        var indices = graph.Add(starts, graph.Integers([.. Enumerable.Range(0, config.FrameLength / block).Select(i => (long)i)]));
        return graph.Reshape(graph.Gather(blocks, indices, 1), 0, 0, config.FrameLength);
    }

    /// <summary>Subtracts the mean of each bin: over the whole window, or over a span around each frame.</summary>
    private static Edge Center(GraphWriter graph, Edge features, EmbeddingConfig config)
    {
        features = graph.Sub(features, graph.Mean(features, 1));
        if (config.CenteringSpan is not { } seconds) return features;
        var half = config.CountFrames((int)(seconds * AudioDecoder.SampleRate)) / 2;
        return graph.Sub(features, WriteMovingMean(graph, features, half));
    }

    /// <summary>The mean over up to <paramref name="half"/> frames before and after each frame, as
    /// differences of cumulative sums: independent of the span.</summary>
    private static Edge WriteMovingMean(GraphWriter graph, Edge x, long half)
    {
        var count = graph.LengthOf(x, 1);
        var sums = graph.Node("Pad", [graph.Node("CumSum", [x, graph.Scalar(1L)]), graph.Integers(0, 1, 0, 0, 0, 0)]);
        var frame = graph.Range(count);
        var from = graph.Max(graph.Sub(frame, graph.Integers(half)), graph.Integers(0));
        var to = graph.Min(graph.Add(frame, graph.Integers(half + 1)), count);
        var sum = graph.Sub(graph.Gather(sums, to, 1), graph.Gather(sums, from, 1));
        return graph.Div(sum, graph.Unsqueeze(graph.Cast(graph.Sub(to, from), ElementType.Float), 1));
    }

    private static Edge SliceSamples(GraphWriter graph, Edge frames, long start, long end)
        => graph.Slice(frames, 2, graph.Integers(start), graph.Integers(end));
}
