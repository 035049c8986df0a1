using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Formats;

/// <summary>Turns a transcript into subtitles.</summary>
internal static class SubtitleCues
{
    /// <summary>The cues by start. Each has text of one segment and one speaker, within the limits.</summary>
    /// <param name="transcript">The transcript.</param>
    /// <param name="options">The limits of a cue.</param>
    /// <param name="labelsText">Whether the text of a cue begins with the label of its speaker, within the same limits.</param>
    public static List<SubtitleCue> From(Transcript transcript, SubtitleOptions options, bool labelsText)
    {
        var splitter = new CueSplitter(options);
        var cues = new List<SubtitleCue>();
        foreach (var block in CueBlock.From(transcript, options.MaxLineWidth))
        {
            CueWord? label = labelsText && block.Speaker is { } speaker ? new($"{speaker}:", 0, 0, HasSpace: false) : null;
            foreach (var range in splitter.Split(block.Words, label?.Width ?? 0))
            {
                var words = block.Words.Take(range).ToList();
                var text = label is { } prefix ? [prefix, words[0] with { HasSpace = true }, .. words[1..]] : words;
                cues.Add(new(
                    CueLines.Wrap(text, options.MaxLineWidth), words[0].Start, words.Max(word => word.End), block.Speaker));
            }
        }

        return CueTimes.Adjust([.. cues.OrderBy(cue => cue.Start)], options.MaxCueSeconds, transcript.Duration);
    }
}
