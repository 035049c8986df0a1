namespace Speech.Diarization.Embedding;

/// <summary>Speaker embeddings of all windows: shape (windows, speakers, d), with none for inactive speakers.</summary>
/// <remarks>
/// A local speaker is a (window, speaker) pair with the index window * speakers +
/// speaker. One hour of audio takes at most 11 MB at d = 256.
/// </remarks>
/// <param name="speakersPerWindow">Speakers per window.</param>
/// <param name="dimension">d.</param>
internal sealed class SpeakerEmbeddings(int speakersPerWindow, int dimension)
{
    private readonly List<float[]?> _embeddings = [];

    /// <summary>Speakers per window.</summary>
    public int SpeakersPerWindow { get; } = speakersPerWindow;

    /// <summary>Dimension d of an embedding.</summary>
    public int Dimension { get; } = dimension;

    /// <summary>The number of local speakers so far.</summary>
    public int Count => _embeddings.Count;

    /// <summary>The embedding of a local speaker; null if the speaker is inactive.</summary>
    /// <param name="localSpeaker">Its index.</param>
    public float[]? this[int localSpeaker] => _embeddings[localSpeaker];

    /// <summary>Appends the next local speaker.</summary>
    /// <param name="embedding">Shape (d); stored, not copied. NaN if it could not be extracted, null for an inactive speaker.</param>
    public void Add(float[]? embedding)
    {
        if (embedding is not null) ArgumentOutOfRangeException.ThrowIfNotEqual(embedding.Length, Dimension);
        _embeddings.Add(embedding);
    }

    /// <summary>Copies the embeddings of active local speakers into one matrix.</summary>
    /// <returns>Shape (local speakers, d).</returns>
    public float[] Gather(ReadOnlySpan<int> localSpeakers)
    {
        var rows = new float[localSpeakers.Length * Dimension];
        for (var row = 0; row < localSpeakers.Length; row++) _embeddings[localSpeakers[row]]!.CopyTo(rows, row * Dimension);
        return rows;
    }
}
