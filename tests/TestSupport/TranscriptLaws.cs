using System.Text.Json;

namespace Speech.TestSupport;

/// <summary>What holds for every answer: words in order, inside their chunk and near speech, chunks in order, starts before
/// ends.</summary>
public static class TranscriptLaws
{
    /// <summary>Seconds by which a network may find the same speech later, in the one window or the other.</summary>
    private const double Tolerance = 0.1;

    /// <summary>Seconds between a word and the nearest turn: a turn may be shorter than the speech in it, and a word longer.</summary>
    private const double MaxDistance = 0.5;

    /// <summary>The first law that an answer breaks; null where it breaks none.</summary>
    /// <param name="answer">An answer with the times of words, and turns.</param>
    public static string? FindBroken(JsonElement answer)
    {
        var turns = answer.GetProperty("turns").EnumerateArray().Select(Times).ToList();
        var (last, chunkEnd) = (turns.Select(turn => turn.Start).DefaultIfEmpty(0).Min() - Tolerance, 0.0);
        foreach (var chunk in answer.GetProperty("chunks").EnumerateArray())
        {
            var (start, end) = Times(chunk);
            if (start < chunkEnd) return $"{chunk} begins before {chunkEnd}";
            if (start >= end) return $"{chunk} has no length";
            chunkEnd = end;
            foreach (var word in chunk.GetProperty("words").EnumerateArray())
            {
                var (wordStart, wordEnd) = Times(word);
                if (wordStart < last) return $"{word} begins before {last}";
                if (wordStart >= wordEnd) return $"{word} has no length";
                if (wordStart < start || wordEnd > end) return $"{word} is not inside {start} to {end}";
                if (turns.Count > 0 && !turns.Exists(turn => wordStart < turn.End + MaxDistance && turn.Start - MaxDistance < wordEnd))
                    return $"{word} is not near speech";
                last = wordEnd;
            }
        }
        return null;
    }

    private static (double Start, double End) Times(JsonElement piece)
        => (piece.GetProperty("timestamp")[0].GetDouble(), piece.GetProperty("timestamp")[1].GetDouble());
}
