namespace Speech.Whisper.Speculative;

/// <summary>How likely a proposal is right after right ones, as far as lately they were.</summary>
/// <param name="memory">What a draft still counts after one more, 0 to 1.</param>
/// <param name="others">What is believed before anything was seen, and learns with this one; null for none.</param>
internal sealed class Trust(double memory, Trust? others = null)
{
    // Of the first belief: proposals that it counts for.
    private const double Weight = 4, Untried = 0.75;

    private double _right, _tried;

    /// <summary>The probability, 0 to 1.</summary>
    public double Value => (_right + Weight * (others?.Value ?? Untried)) / (_tried + Weight);

    /// <summary>Takes in a draft.</summary>
    /// <param name="right">Proposals that were right.</param>
    /// <param name="failed">Whether the one after them was not, or was not made.</param>
    public void Add(int right, bool failed)
    {
        _right = memory * _right + right;
        _tried = memory * _tried + right + (failed ? 1 : 0);
        others?.Add(right, failed);
    }
}
