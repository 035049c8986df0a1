using System.Numerics.Tensors;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Decoding;

/// <summary>Rules out tokens before one is chosen.</summary>
internal interface ILogitFilter
{
    /// <summary>Sets the logits of what may not come to negative infinity.</summary>
    /// <param name="logits">One per id of the vocabulary.</param>
    /// <param name="sampled">The transcript so far, without prompt and prefix.</param>
    void Apply(Span<float> logits, ReadOnlySpan<int> sampled);
}

/// <summary>Rules out a list of tokens, always.</summary>
internal sealed class SuppressTokens(IReadOnlyList<int> ids) : ILogitFilter
{
    public void Apply(Span<float> logits, ReadOnlySpan<int> sampled)
    {
        foreach (var id in ids)
            if ((uint)id < (uint)logits.Length)
                logits[id] = float.NegativeInfinity;
    }
}

/// <summary>Rules out a list of tokens as the first one, so that a transcript neither starts blank nor ends before it began.</summary>
internal sealed class SuppressAtBegin(IReadOnlyList<int> ids) : ILogitFilter
{
    private readonly SuppressTokens _suppress = new(ids);

    public void Apply(Span<float> logits, ReadOnlySpan<int> sampled)
    {
        if (sampled.IsEmpty) _suppress.Apply(logits, sampled);
    }
}

/// <summary>Keeps times well-formed: they come first, in pairs, never fall, and come when they are likelier than any word.</summary>
internal sealed class TimestampRules(SpecialTokens tokens, int? maxInitialIndex) : ILogitFilter
{
    public void Apply(Span<float> logits, ReadOnlySpan<int> sampled)
    {
        var times = logits[tokens.TimestampBegin..Math.Min(tokens.TimestampEnd, logits.Length)];
        Forbid(logits, tokens.NoTimestamps, tokens.NoTimestamps + 1);

        if (sampled.IsEmpty)
        {
            Forbid(logits, 0, tokens.TimestampBegin);
            if (maxInitialIndex is { } last && last + 1 < times.Length) times[(last + 1)..].Fill(float.NegativeInfinity);
        }
        else
        {
            KeepPairs(logits, times, sampled);
            KeepRising(times, sampled);
        }

        var words = logits[..tokens.TimestampBegin];
        if (Probability.LogSumExp(times) > TensorPrimitives.Max<float>(words)) words.Fill(float.NegativeInfinity);
    }

    /// <summary>After the end of a segment its successor's start; after two times a word.</summary>
    private void KeepPairs(Span<float> logits, Span<float> times, ReadOnlySpan<int> sampled)
    {
        if (!tokens.IsTimestamp(sampled[^1])) return;
        if (sampled.Length < 2 || tokens.IsTimestamp(sampled[^2])) times.Fill(float.NegativeInfinity);
        else Forbid(logits, 0, tokens.EndOfText);
    }

    /// <summary>A segment lasts; only the next segment's start may equal the last end.</summary>
    private void KeepRising(Span<float> times, ReadOnlySpan<int> sampled)
    {
        var last = -1;
        foreach (var id in sampled)
            if (tokens.IsTimestamp(id))
                last = id - tokens.TimestampBegin;
        if (last < 0) return;
        var opens = tokens.IsTimestamp(sampled[^1]) && sampled.Length >= 2 && !tokens.IsTimestamp(sampled[^2]);
        times[..Math.Min(opens ? last : last + 1, times.Length)].Fill(float.NegativeInfinity);
    }

    private static void Forbid(Span<float> logits, int from, int to) => logits[from..Math.Min(to, logits.Length)].Fill(float.NegativeInfinity);
}
