namespace Speech.Transcription.Formats;

/// <summary>Divides a block into cues: of all divisions within the limits the one with the least cost, where a cut at the end of a
/// sentence costs least, then one at a pause, then one at a comma.</summary>
/// <param name="options">The limits.</param>
internal sealed class CueSplitter(SubtitleOptions options)
{
    /// <summary>Columns per second that a reader follows.</summary>
    public const double ReadingSpeed = 20;

    private const double PauseSeconds = 0.4, LongPauseSeconds = 1.5;
    private const double CueCost = 1, LongPauseCost = 3, ReadingCost = 2;
    private const double SentenceCost = 0, PauseCost = 0.5, ClauseCost = 1, WordCost = 2;

    /// <summary>The ranges of words of each cue, in order.</summary>
    /// <param name="words">At least one.</param>
    /// <param name="labelWidth">Columns of a label at the start of each cue; 0 for none.</param>
    public List<Range> Split(IReadOnlyList<CueWord> words, int labelWidth)
    {
        // Dynamic programming from the end: the least cost of the words from an index on, and where the first cue of them ends.
        var (costs, ends) = (new double[words.Count + 1], new int[words.Count]);
        for (var first = words.Count - 1; first >= 0; first--)
        {
            costs[first] = double.PositiveInfinity;
            foreach (var (end, cost) in CuesFrom(words, first, labelWidth))
            {
                var total = cost + (end < words.Count ? CutCost(words[end - 1], words[end]) : 0) + costs[end];
                if (total < costs[first]) (costs[first], ends[first]) = (total, end);
            }
        }

        var cues = new List<Range>();
        for (var first = 0; first < words.Count; first = ends[first]) cues.Add(first..ends[first]);
        return cues;
    }

    /// <summary>Every cue within the limits that starts with a word, as the index after its last word and its own cost. A single word is
    /// always one of them.</summary>
    private IEnumerable<(int End, double Cost)> CuesFrom(IReadOnlyList<CueWord> words, int first, int labelWidth)
    {
        var (lines, lineWidth, width, pauses) = (1, labelWidth, 0, 0);
        for (var index = first; index < words.Count; index++)
        {
            var word = words[index];
            var added = index > first ? word.WidthAfterAnother : labelWidth > 0 ? word.Width + 1 : word.Width;
            (lines, lineWidth) = lineWidth == 0 || lineWidth + added <= options.MaxLineWidth
                ? (lines, lineWidth + added) : (lines + 1, word.Width);
            width += added;
            if (index > first && word.Start - words[index - 1].End >= LongPauseSeconds) pauses++;

            var seconds = word.End - words[first].Start;
            if (index > first && (lines > options.MaxLineCount || seconds > options.MaxCueSeconds)) yield break;
            var speed = width / Math.Max(seconds, 0.1) / ReadingSpeed;
            yield return (index + 1, CueCost + pauses * LongPauseCost + Math.Clamp(speed - 1, 0, 1) * ReadingCost);
        }
    }

    private static double CutCost(CueWord before, CueWord after)
    {
        // Closing quotes and brackets follow the mark that they enclose.
        var text = before.Text.AsSpan().TrimEnd("\"'”’»)]」』）");
        var mark = text.IsEmpty ? ' ' : text[^1];
        if (".!?…。！？؟।".Contains(mark)) return SentenceCost;
        if (after.Start - before.End >= PauseSeconds) return PauseCost;
        return ",;:–—，、；：،".Contains(mark) ? ClauseCost : WordCost;
    }
}
