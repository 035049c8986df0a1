namespace Speech.Diarization.Segmentation;

/// <summary>The output form of a segmentation network: how the scores of a frame encode its active speakers.</summary>
internal interface ISpeakerEncoding
{
    /// <summary>Scores per frame.</summary>
    int Classes { get; }

    /// <summary>Decides which speakers are active in each frame of a window.</summary>
    /// <param name="scores">Shape (frames, classes).</param>
    /// <param name="frames">Receives one byte per frame; bit s is set where speaker s is active.</param>
    void Binarize(ReadOnlySpan<float> scores, Span<byte> frames);

    /// <summary>Returns the activity of each speaker, from which the active ones of a frame are ranked: shape (frames, speakers), 0 to 1;
    /// null if it is 1 for active speakers and 0 for others.</summary>
    /// <param name="scores">Shape (frames, classes).</param>
    Half[]? GetActivity(ReadOnlySpan<float> scores);

    /// <summary>Computes the speech score of each frame: the activity of its most active speaker.</summary>
    /// <param name="scores">Shape (frames, classes).</param>
    /// <param name="speech">Shape (frames): receives 0 to 1.</param>
    void ScoreSpeech(ReadOnlySpan<float> scores, Span<float> speech);
}
