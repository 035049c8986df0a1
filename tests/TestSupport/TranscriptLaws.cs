using System.Text.Json;

namespace Speech.TestSupport;

/// <summary>What holds for every answer: words in order, inside their chunk and near speech, chunks in order, starts before ends; the
/// words of a chunk, the chunks and the texts of the speakers are the whole text; and speech has words.</summary>
public static class TranscriptLaws
{
    /// <summary>Seconds by which a network may find the same speech later, in the one window or the other.</summary>
    private const double Tolerance = 0.1;

    /// <summary>Seconds between a word and the nearest turn: a turn may be shorter than the speech in it, and a word longer.</summary>
    private const double MaxDistance = 0.5;

    /// <summary>Seconds of a turn that has at least one word: a shorter one may be a sound.</summary>
    private const double MinSpoken = 3;

    /// <summary>The first law that an answer breaks; null where it breaks none.</summary>
    /// <param name="answer">An answer with the times of words, and turns.</param>
    public static string? FindBroken(JsonElement answer)
        => FindBrokenTimes(answer) ?? FindBrokenText(answer) ?? FindBrokenSpeakers(answer) ?? FindSilentTurn(answer);

    private static string? FindBrokenTimes(JsonElement answer)
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

    private static string? FindBrokenText(JsonElement answer)
    {
        foreach (var chunk in answer.GetProperty("chunks").EnumerateArray())
            if (Joined(chunk, "words") != TextOf(chunk)) return $"{chunk} has other words than its text";
        return Joined(answer, "chunks") == TextOf(answer) ? null : $"the chunks are not the text {TextOf(answer)}";
    }

    private static string? FindBrokenSpeakers(JsonElement answer)
    {
        var last = 0.0;
        foreach (var piece in answer.GetProperty("speakers").EnumerateArray())
        {
            var (start, end) = Times(piece);
            if (start < last) return $"{piece} begins before {last}";
            if (start >= end) return $"{piece} has no length";
            last = start;
        }
        return Joined(answer, "speakers") == TextOf(answer) ? null : $"the speakers do not say the text {TextOf(answer)}";
    }

    private static string? FindSilentTurn(JsonElement answer)
    {
        var words = answer.GetProperty("chunks").EnumerateArray().SelectMany(chunk => chunk.GetProperty("words").EnumerateArray())
            .Select(Times).ToList();
        foreach (var turn in answer.GetProperty("turns").EnumerateArray())
        {
            var (start, end) = Times(turn);
            if (end - start >= MinSpoken && !words.Exists(word => word.Start < end && start < word.End)) return $"{turn} has no word";
        }
        return null;
    }

    private static string Joined(JsonElement owner, string pieces)
        => string.Concat(owner.GetProperty(pieces).EnumerateArray().Select(TextOf));

    private static string TextOf(JsonElement piece) => piece.GetProperty("text").GetString()!;

    private static (double Start, double End) Times(JsonElement piece)
        => (piece.GetProperty("timestamp")[0].GetDouble(), piece.GetProperty("timestamp")[1].GetDouble());
}
