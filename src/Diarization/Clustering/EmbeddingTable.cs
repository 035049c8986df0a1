namespace Speech.Diarization.Clustering;

/// <summary>The voices of the windows' speakers: shape (windows, speakers, d), nothing where a speaker is not active.</summary>
/// <remarks>A pair is a speaker of a window, numbered window * speakers + speaker. An hour of audio takes at most 11 MB at 256 dimensions.</remarks>
internal sealed class EmbeddingTable(int speakers, int dimension)
{
    private readonly List<float[]?> _pairs = [];

    /// <summary>Speakers that a window can tell apart.</summary>
    public int Speakers { get; } = speakers;

    /// <summary>Components of a vector.</summary>
    public int Dimension { get; } = dimension;

    /// <summary>Pairs so far.</summary>
    public int Pairs => _pairs.Count;

    /// <summary>The vector of a pair; null where the speaker is not active.</summary>
    public float[]? this[int pair] => _pairs[pair];

    /// <summary>Appends the next pair.</summary>
    /// <param name="vector">Its vector; kept, not copied. NaN where the voice could not be measured, null for a speaker who is not active.</param>
    public void Add(float[]? vector)
    {
        if (vector is not null) ArgumentOutOfRangeException.ThrowIfNotEqual(vector.Length, Dimension);
        _pairs.Add(vector);
    }

    /// <summary>The vectors of some pairs, each of them there.</summary>
    /// <returns>Shape (pairs, d).</returns>
    public float[] Gather(ReadOnlySpan<int> pairs)
    {
        var rows = new float[pairs.Length * Dimension];
        for (var row = 0; row < pairs.Length; row++) _pairs[pairs[row]]!.CopyTo(rows, row * Dimension);
        return rows;
    }
}
