using System.Numerics;
using Speech.Onnx.Graphs;

namespace Speech.Diarization.Embedding;

/// <summary>Kaldi's log-mel filter bank, written into the network's graph.</summary>
internal static class FilterBankGraph
{
    // 16-bit samples, as Kaldi has them; its pre-emphasis; and the least energy, which torchaudio sets at the smallest step of a float.
    private const float SampleScale = 32768, Preemphasis = 0.97f, Floor = 1.1920929e-7f;

    /// <summary>[batch, samples] to [batch, frames, bins], centred.</summary>
    public static Edge Write(GraphWriter graph, Edge audio, EmbeddingConfig config) => Center(graph, Features(graph, audio, config), config);

    /// <summary>[batch, samples] to [batch, frames, bins].</summary>
    public static Edge Features(GraphWriter graph, Edge audio, EmbeddingConfig config)
    {
        var bins = (int)BitOperations.RoundUpToPowerOf2((uint)config.FrameLength) / 2;
        var frames = Frames(graph, graph.Mul(audio, graph.Scalar(SampleScale)), config);
        frames = graph.Sub(frames, graph.Mean(frames, 2));
        // Each frame's first sample has itself before it.
        var before = graph.Concat([Part(graph, frames, 0, 1), Part(graph, frames, 0, config.FrameLength - 1)], 2);
        frames = graph.Sub(frames, graph.Mul(before, graph.Scalar(Preemphasis)));
        var spectrum = graph.MatMul(frames, graph.Constant<float>(KaldiFilters.WindowedFourier(config.FrameLength, bins), config.FrameLength, 2 * bins));
        var parts = graph.Nodes("Split", 2, [graph.Mul(spectrum, spectrum), graph.Integers(bins, bins)], attributes: ("axis", 2));
        var mel = graph.MatMul(graph.Add(parts[0], parts[1]), graph.Constant<float>(KaldiFilters.Mel(config.MelBins, bins, EmbeddingConfig.SampleRate), bins, config.MelBins));
        return graph.Log(graph.Max(mel, graph.Scalar(Floor)));
    }

    /// <summary>[batch, samples] to [batch, frames, samples of a frame]: whole blocks are copied, as long as frames overlap in such.</summary>
    private static Edge Frames(GraphWriter graph, Edge audio, EmbeddingConfig config)
    {
        var block = (int)BigInteger.GreatestCommonDivisor(config.FrameLength, config.FrameShift);
        var samples = graph.LengthOf(audio, 1);
        var whole = graph.Mul(graph.Div(samples, graph.Integers(block)), graph.Integers(block));
        var blocks = graph.Reshape(graph.Slice(audio, 1, graph.Integers(0), whole), 0, -1, block);
        var count = graph.Add(graph.Div(graph.Sub(samples, graph.Integers(config.FrameLength)), graph.Integers(config.FrameShift)), graph.Integers(1));
        var starts = graph.Mul(graph.Unsqueeze(graph.Range(count), 1), graph.Scalar((long)config.FrameShift / block));
        var indices = graph.Add(starts, graph.Integers([.. Enumerable.Range(0, config.FrameLength / block).Select(i => (long)i)]));
        return graph.Reshape(graph.Gather(blocks, indices, 1), 0, 0, config.FrameLength);
    }

    /// <summary>Takes the mean of each bin away: over the whole chunk, or over a span around each frame.</summary>
    private static Edge Center(GraphWriter graph, Edge features, EmbeddingConfig config)
    {
        features = graph.Sub(features, graph.Mean(features, 1));
        return config.CenteringSpan is { } seconds ? graph.Sub(features, MovingMean(graph, features, config.Frames((int)(seconds * EmbeddingConfig.SampleRate)) / 2)) : features;
    }

    /// <summary>The mean over so many frames before and behind each, as far as there are such: differences of the sums up to a frame, whatever the length of the span.</summary>
    private static Edge MovingMean(GraphWriter graph, Edge x, long half)
    {
        var count = graph.LengthOf(x, 1);
        var sums = graph.Node("Pad", [graph.Node("CumSum", [x, graph.Scalar(1L)]), graph.Integers(0, 1, 0, 0, 0, 0)]);
        var at = graph.Range(count);
        var from = graph.Max(graph.Sub(at, graph.Integers(half)), graph.Integers(0));
        var to = graph.Min(graph.Add(at, graph.Integers(half + 1)), count);
        var sum = graph.Sub(graph.Gather(sums, to, 1), graph.Gather(sums, from, 1));
        return graph.Div(sum, graph.Unsqueeze(graph.Cast(graph.Sub(to, from), ElementType.Float), 1));
    }

    private static Edge Part(GraphWriter graph, Edge frames, long start, long end) => graph.Slice(frames, 2, graph.Integers(start), graph.Integers(end));
}
