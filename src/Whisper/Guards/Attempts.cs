using System.Numerics.Tensors;
using Speech.Whisper.Decoding;

namespace Speech.Whisper.Guards;

/// <summary>The attempts at one window, each at the next temperature, until the guard believes one.</summary>
/// <param name="guard">The judge.</param>
/// <param name="samples">The window: lots are drawn by it, so that it says the same wherever and whenever it is decoded.</param>
internal sealed class Attempts(Guard guard, ReadOnlyMemory<float> samples)
{
    private ulong? _seed;
    private int _attempt;

    /// <summary>Of the attempt under way.</summary>
    public double Temperature => guard.Options.Temperatures[_attempt];

    /// <summary>Times in a row that make a phrase a loop; null where loops are let run.</summary>
    public int? Repeats => guard.Options.Repeats;

    /// <summary>The attempt that stands so far; null before the first has ended.</summary>
    public DecodedWindow? Best { get; private set; }

    /// <summary>The next token: the likeliest, or at a temperature one drawn by lot.</summary>
    /// <param name="logits">After the rules.</param>
    /// <param name="place">Place of the token in the transcript: the lot is the same whoever asks, the main model or an assistant.</param>
    public int Pick(ReadOnlySpan<float> logits, int place)
        => Temperature == 0 ? TensorPrimitives.IndexOfMax(logits)
            : Sampling.Draw(logits, Temperature, Sampling.Lot(_seed ??= Sampling.SeedOf(samples.Span), _attempt, place));

    /// <summary>Takes in what an attempt brought.</summary>
    /// <returns>Whether to try again.</returns>
    public bool Settle(DecodedWindow window)
    {
        if (guard.IsSilence(window)) window = window with { Tokens = [], TokenTimes = [], IsSilenced = window.Tokens.Count > 0 };
        var isDoubtful = guard.IsDoubtful(window);
        // Where none is believed, the least bad stands.
        if (Best is null || !isDoubtful || IsBetter(window, Best)) Best = window;
        if (!isDoubtful || _attempt == guard.Options.Temperatures.Count - 1) return false;
        _attempt++;
        return true;
    }

    private bool IsBetter(DecodedWindow window, DecodedWindow other)
        => (guard.IsRepetitive(window), -window.AverageLogProbability).CompareTo((guard.IsRepetitive(other), -other.AverageLogProbability)) < 0;
}
