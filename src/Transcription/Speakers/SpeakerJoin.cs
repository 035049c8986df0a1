using Speech.Diarization;
using Speech.Transcription.Answers;

namespace Speech.Transcription.Speakers;

/// <summary>Where timed text meets speaker turns: makes the answer of both.</summary>
internal static class SpeakerJoin
{
    // There is text, so somebody spoke, whoever it was.
    private const string Somebody = "SPEAKER_00";

    /// <summary>Says who said what.</summary>
    /// <param name="chunks">The text in order.</param>
    /// <param name="diarization">Who spoke when.</param>
    /// <returns>Passages whose texts joined are those of the chunks.</returns>
    public static List<SpeakerText> Join(IReadOnlyList<TimedText> chunks, DiarizationResult diarization)
        => [.. SpeakerAlignment.Align(chunks.Select(Spoken), TurnsOf(diarization)).Select(passage
            => new SpeakerText(passage.Speaker ?? Somebody, passage.Text, new(passage.Start, passage.End)))];

    /// <summary>The chunks with a speaker beside every word that has a time.</summary>
    /// <param name="chunks">The text in order.</param>
    /// <param name="diarization">Who spoke when.</param>
    public static List<TimedText> Label(IReadOnlyList<TimedText> chunks, DiarizationResult diarization)
    {
        var index = new TurnIndex(TurnsOf(diarization));
        return [.. chunks.Select(chunk => chunk with { Words = chunk.Words?.Select(word => word with { Speaker = index.SpeakerOf(word.Timestamp.Start, word.Timestamp.End) ?? Somebody }).ToList() })];
    }

    private static IEnumerable<Turn> TurnsOf(DiarizationResult diarization)
        => diarization.ExclusiveTurns.Select(turn => new Turn(turn.Start, turn.End, turn.Speaker));

    private static SpokenChunk Spoken(TimedText chunk) => new(chunk.Text, chunk.Timestamp.Start, chunk.Timestamp.End,
        chunk.Words?.Select(word => new SpokenWord(word.Text, word.Timestamp.Start, word.Timestamp.End)).ToList());
}
