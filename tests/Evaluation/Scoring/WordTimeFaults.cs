using Speech.Evaluation.Normalization;
using Speech.TestSupport.Scoring;

namespace Speech.Evaluation.Scoring;

/// <summary>Words with implausible times. Faults of several transcripts add up.</summary>
/// <param name="Words">All words.</param>
/// <param name="OutOfOrder">Words that begin before the word before them.</param>
/// <param name="ZeroLength">Words that end where they begin, or earlier.</param>
/// <param name="TooLong">Words longer than two seconds.</param>
/// <param name="Placed">Words whose part of the recording is known; counted only where a recording has several.</param>
/// <param name="Misplaced">Of these, words that reach more than 0.2 s out of it; and other words that lie in no part.</param>
internal readonly record struct WordTimeFaults(int Words, int OutOfOrder, int ZeroLength, int TooLong, int Placed, int Misplaced)
{
    private const double MaxSeconds = 2;
    private const double Tolerance = 0.2;

    /// <summary>Checks the words of a transcript.</summary>
    /// <param name="parts">The parts of the recording.</param>
    /// <param name="words">Its words in the order of the text.</param>
    public static WordTimeFaults Of(IReadOnlyList<SpeechPart> parts, IReadOnlyList<TimedWord> words)
    {
        var (placed, misplaced) = parts.Count > 1 ? FindMisplaced(parts, words) : (0, 0);
        return new(
            words.Count,
            words.Zip(words.Skip(1)).Count(pair => pair.Second.Start < pair.First.Start),
            words.Count(word => word.End <= word.Start),
            words.Count(word => word.End - word.Start > MaxSeconds),
            placed,
            misplaced);
    }

    public static WordTimeFaults operator +(WordTimeFaults left, WordTimeFaults right) => new(
        left.Words + right.Words, left.OutOfOrder + right.OutOfOrder, left.ZeroLength + right.ZeroLength, left.TooLong + right.TooLong,
        left.Placed + right.Placed, left.Misplaced + right.Misplaced);

    private static (int Placed, int Misplaced) FindMisplaced(IReadOnlyList<SpeechPart> parts, IReadOnlyList<TimedWord> words)
    {
        var said = parts.SelectMany(part => part.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(word => (part, word))).ToList();
        var matches = EditDistance.Match(
            TextNormalizer.PlainWords(said.Select(pair => pair.word)), TextNormalizer.PlainWords(words.Select(word => word.Text)));
        var (placed, misplaced) = (0, 0);
        for (var index = 0; index < words.Count; index++)
        {
            if (IsReliable(matches, index))
            {
                placed++;
                if (!IsWithin(words[index], said[matches[index]].part)) misplaced++;
            }
            else if (!parts.Any(part => IsWithin(words[index], part)))
            {
                misplaced++;
            }
        }
        return (placed, misplaced);
    }

    /// <summary>A single equal word among errors may be another one: a neighbour must match, too.</summary>
    private static bool IsReliable(int[] matches, int index) => matches[index] >= 0
        && ((index > 0 && matches[index - 1] == matches[index] - 1)
            || (index + 1 < matches.Length && matches[index + 1] == matches[index] + 1));

    private static bool IsWithin(TimedWord word, SpeechPart part)
        => word.Start >= part.Start - Tolerance && word.End <= part.End + Tolerance;
}
