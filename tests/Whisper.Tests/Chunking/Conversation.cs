using Speech.Whisper.Chunking;
using Speech.Whisper.Decoding;
using Speech.Whisper.Fallback;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Chunking;

/// <summary>Synthetic speech whose words are known, and the transcript of each of its windows.</summary>
internal sealed class Conversation
{
    private const int Rate = 16_000, FirstWord = 1000, Garbage = 900;
    private readonly Tokenizer _tokenizer;
    private readonly List<List<(int Token, double Start, double End)>> _sentences = [];

    public Conversation(Tokenizer tokenizer, Random random, double seconds, int vocabulary)
    {
        _tokenizer = tokenizer;
        Seconds = seconds;
        for (var time = random.NextDouble() * 2; time < seconds - 1; time += random.NextDouble() < 0.3 ? 3 * random.NextDouble() : 0)
        {
            var words = new List<(int, double, double)>();
            for (var remaining = random.Next(1, 25); remaining > 0 && time < seconds - 1; remaining--)
            {
                var end = time + 0.1 + 0.5 * random.NextDouble();
                words.Add((FirstWord + random.Next(vocabulary), time, end));
                time = end;
            }

            _sentences.Add(words);
        }
    }

    public double Seconds { get; }

    /// <summary>Seconds by which the time of a word may be off, in each window anew; null for windows without times of words.</summary>
    public double? Jitter { get; init; }

    /// <summary>The text of the whole conversation.</summary>
    public string Text => _tokenizer.Decode([.. _sentences.SelectMany(s => s).Select(w => w.Token)]);

    /// <summary>Merges the transcripts of all windows.</summary>
    /// <param name="windowSeconds">Length of a window in seconds.</param>
    /// <param name="misrecognizes">Whether a word at the edge of a window is transcribed as another one instead of being dropped.</param>
    public List<TranscriptSegment> Transcribe(double windowSeconds, bool misrecognizes = false)
    {
        var merger = new WindowMerger(_tokenizer);
        var segments = new List<TranscriptSegment>();
        var (length, stride, total) = ((int)(windowSeconds * Rate), (int)Math.Round(windowSeconds / 6 * Rate), (int)(Seconds * Rate));
        for (var start = 0; ; start += length - 2 * stride)
        {
            var (size, isLast) = (Math.Min(length, total - start), start + length >= total);
            var window = new Window(new ArraySegment<float>(new float[size]), start == 0 ? 0 : stride, isLast ? 0 : stride);
            segments.AddRange(merger.Add(window, Decode((double)start / Rate, (double)size / Rate, misrecognizes)));
            if (isLast) break;
        }

        if (merger.Finish(Seconds) is { } last) segments.Add(last);
        return segments;
    }

    private DecodedWindow Decode(double from, double length, bool misrecognizes)
    {
        var (tokens, times, random) = (new List<int>(), new List<(double, double)>(), new Random((int)from));
        foreach (var words in _sentences)
        {
            var visible = words.Where(w => w.End > from && w.Start < from + length)
                .Select(w => w with { Token = w.Start >= from && w.End <= from + length ? w.Token : Garbage })
                .Where(w => misrecognizes || w.Token != Garbage).ToList();
            if (visible.Count == 0) continue;
            Add(Time(Math.Max(0, visible[0].Start - from)), visible[0].Start, visible[0].Start);
            foreach (var word in visible) Add(word.Token, word.Start, word.End);
            Add(Time(Math.Min(length, visible[^1].End - from)), visible[^1].End, visible[^1].End);
        }

        var attempt = new DecodingAttempt(tokens, 0, 0.25) { TokenLogProbabilities = [.. tokens.Select(token => -token / 1e5)] };
        return new DecodedWindow(attempt, "en") { TokenTimes = Jitter is null ? [] : times };

        void Add(int token, double start, double end)
        {
            var shift = (Jitter ?? 0) * (2 * random.NextDouble() - 1) - from;
            tokens.Add(token);
            times.Add((Math.Clamp(start + shift, 0, length), Math.Clamp(end + shift, 0, length)));
        }
    }

    private int Time(double seconds) => _tokenizer.SpecialTokens.TimestampBegin + (int)Math.Round(seconds * 50);
}
