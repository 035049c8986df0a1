using Speech.Diarization;
using Speech.Diarization.Annotations;

namespace Speech.Transcription.Transcripts;

/// <summary>What was said in one piece of audio, and by whom where diarization ran.</summary>
/// <param name="Segments">The segments of the ASR model, in order; empty where there is no speech. A segment may have several
/// speakers.</param>
public sealed record Transcript(IReadOnlyList<Segment> Segments)
{
    /// <summary>The same text divided where the speaker changes, each with its speaker; empty without diarization.
    /// The texts concatenated are <see cref="Text"/>.</summary>
    public IReadOnlyList<Segment> SpeakerSegments { get; init; } = [];

    /// <summary>The speaker turns by start, overlaps included; null without diarization.</summary>
    public IReadOnlyList<SpeakerTurn>? Turns { get; init; }

    /// <summary>The speakers with their embeddings, by label; null without diarization.</summary>
    public IReadOnlyList<Speaker>? Speakers { get; init; }

    /// <summary>The length of the audio in seconds; null where it is not known.</summary>
    public double? Duration { get; init; }

    /// <summary>Whisper's code of the language that most of the speech is in; null where it is not known.</summary>
    public string? Language { get; init; }

    /// <summary>Where the time went; null where it was not measured.</summary>
    public Timings? Timings { get; init; }

    /// <summary>What a partial transcript lacks, and why; may be shown to a client. Null where it is complete.</summary>
    public string? Warning { get; init; }

    /// <summary>The texts of the segments, concatenated; with Whisper's leading space.</summary>
    public string Text => string.Concat(Segments.Select(segment => segment.Text));
}
