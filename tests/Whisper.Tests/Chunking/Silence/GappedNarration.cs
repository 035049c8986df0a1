using Speech.Whisper.Alignment;
using Speech.Whisper.Chunking.Silence;
using Speech.Whisper.Decoding;
using Speech.Whisper.Fallback;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Chunking.Silence;

/// <summary>
/// Different words that fill the speech of a splice, and a decoder that gives each window one segment, but skips words at its beginning,
/// in its middle and at its end. As in an alignment, a word ends where the next one begins: the time of skipped words is that of the
/// word before them.
/// </summary>
internal sealed class GappedNarration
{
    private const double WordSeconds = 0.35;

    // Seconds of speech without words that are found wherever they are: CoverageOptions.MinSkipped, and a fragment that does not count.
    private const double FoundSeconds = 1.2;

    private readonly Splice _splice;
    private readonly Tokenizer _tokenizer;
    private readonly List<(int Token, double Start, double End)> _words = [];
    private readonly HashSet<int> _decoded = [];

    /// <param name="splice">The speech.</param>
    /// <param name="tokenizer">The vocabulary.</param>
    public GappedNarration(Splice splice, Tokenizer tokenizer)
    {
        (_splice, _tokenizer) = (splice, tokenizer);
        var tokens = Enumerable.Range(1_000, 30_000).Where(IsWord).GetEnumerator();
        foreach (var span in splice.Speech)
        {
            var count = Math.Max(1, (int)(span.Length / WordSeconds));
            var length = span.Length / count;
            for (var i = 0; i < count && tokens.MoveNext(); i++)
                _words.Add((tokens.Current, span.Start + i * length, span.Start + (i + 1) * length));
        }

        bool IsWord(int id) => tokenizer.Decode([id]) is [' ', .. { Length: > 2 } word] && word.All(char.IsAsciiLetterLower);
    }

    /// <summary>The number of words.</summary>
    public int Count => _words.Count;

    /// <summary>Words that were skipped, by index.</summary>
    public HashSet<int> Skipped { get; } = [];

    /// <summary>Skipped words that nothing shows to be missing: the word before them may be as long.</summary>
    public HashSet<int> Hidden { get; } = [];

    /// <summary>The words of a transcript, by index.</summary>
    public List<int> IndicesOf(IEnumerable<TranscriptSegment> chunks)
        => [.. chunks.SelectMany(chunk => chunk.Tokens).Select(token => _words.FindIndex(word => word.Token == token.Id))];

    public async Task<DecodedWindow> DecodeAsync(
        ReadOnlyMemory<float> samples, string? language, bool isDetected, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var from = samples.Span[0] / Splice.Rate;
        var to = from + (double)samples.Length / Splice.Rate;
        // Of a word at a border, the part with its middle has it.
        var spoken = Enumerable.Range(0, _words.Count).Where(index => from <= Middle(index) && Middle(index) < to).ToList();
        if (spoken.Count == 0) return new DecodedWindow(new DecodingAttempt([], 0, 0), language);
        var (start, end) = (Math.Max(from, _words[spoken[0]].Start), Math.Min(to, _words[spoken[^1]].End));
        lock (_words)
            if (!_decoded.Overlaps(spoken))
            {
                _decoded.UnionWith(spoken);
                spoken = Skip(spoken, start, end);
            }

        var (tokens, times) = (new List<int>(), new List<(double, double)>());
        Add(Timestamp(start), start, start);
        for (var i = 0; i < spoken.Count; i++)
            Add(_words[spoken[i]].Token, _words[spoken[i]].Start, i + 1 < spoken.Count ? _words[spoken[i + 1]].Start : end);
        Add(Timestamp(end), end, end);
        return new DecodedWindow(new DecodingAttempt(tokens, 0, 0), language) { TokenTimes = times };

        void Add(int token, double first, double last)
        {
            tokens.Add(token);
            times.Add((Math.Max(0, first - from), last - from));
        }

        int Timestamp(double time) => _tokenizer.SpecialTokens.TimestampBegin + (int)Math.Round((time - from) * 50);
    }

    /// <summary>What is left of the words of a window between two times.</summary>
    private List<int> Skip(List<int> spoken, double start, double end)
    {
        if (spoken.Count < 2) return spoken;
        var (random, quarter) = (new Random(spoken[0]), spoken.Count / 4);
        var (first, last) = (random.Next(quarter + 1), spoken.Count - 1 - random.Next(quarter + 1));
        var before = random.Next(first, last);
        var after = random.Next(before + 1, last + 1);
        if (first > 0) Record(spoken[..first], start, _words[spoken[first]].Start);
        if (after > before + 1) Record(spoken[(before + 1)..after], LongestEnd(spoken[before]), _words[spoken[after]].Start);
        if (last + 1 < spoken.Count) Record(spoken[(last + 1)..], LongestEnd(spoken[last]), end);
        return [.. spoken[first..(before + 1)], .. spoken[after..(last + 1)]];
    }

    /// <param name="skipped">Words between two that are not skipped.</param>
    /// <param name="from">From here on, speech has no word.</param>
    /// <param name="to">The beginning of the next word.</param>
    private void Record(List<int> skipped, double from, double to)
    {
        Skipped.UnionWith(skipped);
        var isFound = _splice.SpeechWithin(from, to).Sum(span => span.Length) >= FoundSeconds;
        Hidden.UnionWith(skipped.Where(index => !isFound || Middle(index) < from + 0.02));
    }

    private double LongestEnd(int index) => _words[index].Start + WordTimesInSpeech.MaxLength;

    private double Middle(int index) => (_words[index].Start + _words[index].End) / 2;
}
