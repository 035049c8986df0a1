namespace Speech.Evaluation.Scoring;

/// <summary>A stretch of a recording in which a known text is said: a whole clip, or one clip within a recording made of several.</summary>
/// <param name="Start">Seconds from the start of the recording.</param>
/// <param name="End">Seconds from the start of the recording.</param>
/// <param name="Text">What is said.</param>
internal sealed record SpeechPart(double Start, double End, string Text)
{
    /// <summary>Length in seconds.</summary>
    public double Seconds => End - Start;
}
