namespace Speech.Diarization.Embedding;

/// <summary>Embeddings of short stretches of speech along the audio, of any speaker: what resegmentation compares with the
/// speakers.</summary>
/// <remarks>One hour of speech takes 7 MB at d = 256 and a window step of 0.5 s.</remarks>
internal sealed class SlidingEmbeddings
{
    /// <summary>Length of a stretch in seconds: that of the windows which d-vector networks are trained with.</summary>
    public const double StretchSeconds = 1.6;

    private readonly List<double> _middles = [];
    private readonly List<float[]> _embeddings = [];

    /// <summary>The number of stretches.</summary>
    public int Count => _middles.Count;

    /// <summary>The embedding of a stretch.</summary>
    /// <param name="stretch">Its index.</param>
    public ReadOnlySpan<float> this[int stretch] => _embeddings[stretch];

    /// <summary>Appends the next stretch.</summary>
    /// <param name="middle">Its middle in seconds, later than the one before.</param>
    /// <param name="embedding">Shape (d); stored, not copied.</param>
    public void Add(double middle, float[] embedding)
    {
        _middles.Add(middle);
        _embeddings.Add(embedding);
    }

    /// <summary>The two stretches around a moment and the share of the second one, 0 to 1, for linear interpolation. Before the first
    /// and after the last stretch, both are that one.</summary>
    /// <param name="seconds">The moment; there must be a stretch.</param>
    public (int Before, int After, float Share) Around(double seconds)
    {
        var index = _middles.BinarySearch(seconds);
        var after = index < 0 ? ~index : index;
        if (after == 0 || after == Count) return (Math.Min(after, Count - 1), Math.Min(after, Count - 1), 0);
        var (from, to) = (_middles[after - 1], _middles[after]);
        return (after - 1, after, (float)((seconds - from) / (to - from)));
    }
}
