using Speech.Kernels;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Search;

/// <summary>Excludes tokens before one is selected.</summary>
internal interface ILogitFilter
{
    /// <summary>Sets the logits of excluded tokens to negative infinity.</summary>
    /// <param name="logits">[vocabulary]</param>
    /// <param name="generated">The transcript so far, without prompt and prefix.</param>
    void Apply(Span<float> logits, ReadOnlySpan<int> generated);
}

/// <summary>Always excludes the given tokens.</summary>
internal sealed class SuppressTokens(IReadOnlyList<int> ids) : ILogitFilter
{
    public void Apply(Span<float> logits, ReadOnlySpan<int> generated)
    {
        foreach (var id in ids)
            if ((uint)id < (uint)logits.Length)
                logits[id] = float.NegativeInfinity;
    }
}

/// <summary>
/// Excludes the given tokens as the first one, so that a transcript neither begins with a blank nor ends before it has begun.
/// </summary>
internal sealed class SuppressAtBegin(IReadOnlyList<int> ids) : ILogitFilter
{
    private readonly SuppressTokens _suppress = new(ids);

    public void Apply(Span<float> logits, ReadOnlySpan<int> generated)
    {
        if (generated.IsEmpty) _suppress.Apply(logits, generated);
    }
}

/// <summary>
/// Keeps timestamps well-formed: one comes first, they come in pairs, never decrease, and one is forced where timestamps together are more
/// likely than any text token.
/// </summary>
internal sealed class TimestampRules(SpecialTokens tokens, int? maxInitialIndex) : ILogitFilter
{
    public void Apply(Span<float> logits, ReadOnlySpan<int> generated)
    {
        var timestamps = logits[tokens.TimestampBegin..Math.Min(tokens.TimestampEnd, logits.Length)];
        Exclude(logits, tokens.NoTimestamps, tokens.NoTimestamps + 1);

        if (generated.IsEmpty)
        {
            Exclude(logits, 0, tokens.TimestampBegin);
            if (maxInitialIndex is { } last && last + 1 < timestamps.Length) timestamps[(last + 1)..].Fill(float.NegativeInfinity);
        }
        else
        {
            KeepPairs(logits, timestamps, generated);
            KeepIncreasing(timestamps, generated);
        }

        var text = logits[..tokens.TimestampBegin];
        if (LogSumExp.Of(timestamps) > LogSumExp.Largest(text)) text.Fill(float.NegativeInfinity);
    }

    /// <summary>
    /// The end of a segment is followed by the start of the next one or the end of text; two timestamps are followed by text.
    /// </summary>
    private void KeepPairs(Span<float> logits, Span<float> timestamps, ReadOnlySpan<int> generated)
    {
        if (!tokens.IsTimestamp(generated[^1])) return;
        if (generated.Length < 2 || tokens.IsTimestamp(generated[^2])) timestamps.Fill(float.NegativeInfinity);
        else Exclude(logits, 0, tokens.EndOfText);
    }

    /// <summary>A segment has a duration; only the start of the next segment may equal the last timestamp.</summary>
    private void KeepIncreasing(Span<float> timestamps, ReadOnlySpan<int> generated)
    {
        var last = -1;
        foreach (var id in generated)
            if (tokens.IsTimestamp(id))
                last = id - tokens.TimestampBegin;
        if (last < 0) return;
        var startsSegment = tokens.IsTimestamp(generated[^1]) && generated.Length >= 2 && !tokens.IsTimestamp(generated[^2]);
        timestamps[..Math.Min(startsSegment ? last : last + 1, timestamps.Length)].Fill(float.NegativeInfinity);
    }

    private static void Exclude(Span<float> logits, int from, int to)
        => logits[from..Math.Min(to, logits.Length)].Fill(float.NegativeInfinity);
}
