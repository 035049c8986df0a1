using System.Text;

namespace Speech.Transcription.Speakers;

/// <summary>Says who said what: words are matched with turns, and a text is split where its speaker changes. All times are seconds; none is ever rescaled.</summary>
internal static class SpeakerAlignment
{
    /// <summary>Gives every word to a speaker.</summary>
    /// <param name="words">In order. A word without an end lasts until the next one starts; the last one is an instant.</param>
    /// <param name="turns">In any order.</param>
    /// <returns>For each word its speaker; null where there are no turns.</returns>
    public static string?[] SpeakersOf(IReadOnlyList<SpokenWord> words, TurnIndex turns)
    {
        var speakers = new string?[words.Count];
        for (var i = 0; i < speakers.Length; i++) speakers[i] = turns.SpeakerOf(words[i].Start, EndOf(words, i));
        return speakers;
    }

    /// <summary>Says who said what.</summary>
    /// <param name="chunks">The text in order.</param>
    /// <param name="turns">In any order; best of an exclusive diarization.</param>
    /// <returns>One passage after the other, each of another speaker than the one before. Their texts joined are those of the chunks.</returns>
    public static List<Passage> Align(IEnumerable<SpokenChunk> chunks, IEnumerable<Turn> turns)
    {
        var index = new TurnIndex(turns);
        var words = chunks.SelectMany(chunk => ChunkSplitter.Split(chunk, index)).ToList();
        var speakers = SpeakersOf(words, index);
        var passages = new List<Passage>();
        for (int first = 0, next; first < words.Count; first = next)
        {
            next = first;
            var text = new StringBuilder();
            var end = words[first].Start;
            for (; next < words.Count && speakers[next] == speakers[first]; next++)
            {
                text.Append(words[next].Text);
                end = Math.Max(end, EndOf(words, next));
            }

            passages.Add(new(speakers[first], text.ToString(), words[first].Start, end));
        }

        return passages;
    }

    private static double EndOf(IReadOnlyList<SpokenWord> words, int i)
        => words[i].End ?? (i + 1 < words.Count ? Math.Max(words[i].Start, words[i + 1].Start) : words[i].Start);
}
