using Speech.Evaluation.Scoring;

namespace Speech.Evaluation.Corpus;

/// <summary>One recording with its reference.</summary>
/// <param name="Id">The path of a clip below the folder of its set, or the name of a recording made of clips.</param>
/// <param name="Set">The set it belongs to.</param>
/// <param name="Language">Whisper's code of the spoken language; null where it is not known.</param>
/// <param name="Seconds">Its length.</param>
/// <param name="Parts">The speech; empty where there is none, or none with a known text.</param>
internal sealed record Sample(string Id, SampleSet Set, string? Language, double Seconds, IReadOnlyList<SpeechPart> Parts)
{
    /// <summary>The path of the audio file; null for a recording that is spliced from <see cref="Clips"/>.</summary>
    public string? AudioFile { get; init; }

    /// <summary>The clips of a spliced recording.</summary>
    public IReadOnlyList<SplicedClip> Clips { get; init; } = [];

    /// <summary>The path of the RTTM file with the speaker turns; null for none.</summary>
    public string? TurnsFile { get; init; }

    /// <summary>All that is said.</summary>
    public string Text => string.Join(' ', Parts.Select(part => part.Text));
}

/// <summary>A clip of a spliced recording.</summary>
/// <param name="Silence">Seconds of faint noise before it.</param>
/// <param name="Id">The clip.</param>
/// <param name="AudioFile">The path of its audio.</param>
internal sealed record SplicedClip(double Silence, string Id, string AudioFile);

/// <summary>The sets of recordings.</summary>
internal enum SampleSet
{
    /// <summary>Single clips with a text.</summary>
    Clips,

    /// <summary>Recordings of minutes, spliced from clips.</summary>
    Long,

    /// <summary>Recordings of a few random clips with random pauses.</summary>
    Splices,

    /// <summary>Dialogues with speaker turns and without a text.</summary>
    Dialogues,

    /// <summary>Recordings without speech.</summary>
    Nonspeech,
}
