using Speech.Whisper.Chunking;
using Speech.Whisper.Decoding;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Chunking;

/// <summary>Made-up speech whose every word is known, and what a network would hear of it in a window.</summary>
internal sealed class Conversation
{
    private const int Rate = 16_000, FirstWord = 1000, Garbage = 900;
    private readonly Tokenizer _tokenizer;
    private readonly List<List<(int Token, double Start, double End)>> _sentences = [];

    public Conversation(Tokenizer tokenizer, Random random, double seconds, int vocabulary)
    {
        _tokenizer = tokenizer;
        Seconds = seconds;
        for (var at = random.NextDouble() * 2; at < seconds - 1; at += random.NextDouble() < 0.3 ? 3 * random.NextDouble() : 0)
        {
            var words = new List<(int, double, double)>();
            for (var left = random.Next(1, 25); left > 0 && at < seconds - 1; left--)
            {
                var end = at + 0.1 + 0.5 * random.NextDouble();
                words.Add((FirstWord + random.Next(vocabulary), at, end));
                at = end;
            }

            _sentences.Add(words);
        }
    }

    public double Seconds { get; }

    /// <summary>Everything that was said.</summary>
    public string Text => _tokenizer.Decode([.. _sentences.SelectMany(s => s).Select(w => w.Token)]);

    /// <summary>The chunks made of all windows.</summary>
    /// <param name="chunk">Length of a window in seconds.</param>
    /// <param name="mishears">Whether a word cut by an edge of the window is heard as another one, instead of not at all.</param>
    public List<TranscriptChunk> Transcribe(double chunk, bool mishears = false)
    {
        var merger = new ChunkMerger(_tokenizer);
        var chunks = new List<TranscriptChunk>();
        var (length, stride, total) = ((int)(chunk * Rate), (int)Math.Round(chunk / 6 * Rate), (int)(Seconds * Rate));
        for (var start = 0; ; start += length - 2 * stride)
        {
            var (size, isLast) = (Math.Min(length, total - start), start + length >= total);
            var window = new Window(new ArraySegment<float>(new float[size]), start == 0 ? 0 : stride, isLast ? 0 : stride);
            chunks.AddRange(merger.Add(window, Hear((double)start / Rate, (double)size / Rate, mishears)));
            if (isLast) break;
        }

        if (merger.Finish(Seconds) is { } last) chunks.Add(last);
        return chunks;
    }

    private DecodedWindow Hear(double from, double length, bool mishears)
    {
        var tokens = new List<int>();
        foreach (var words in _sentences)
        {
            var heard = words.Where(w => w.End > from && w.Start < from + length)
                .Select(w => w with { Token = w.Start >= from && w.End <= from + length ? w.Token : Garbage })
                .Where(w => mishears || w.Token != Garbage).ToList();
            if (heard.Count == 0) continue;
            tokens.Add(Time(Math.Max(0, heard[0].Start - from)));
            tokens.AddRange(heard.Select(w => w.Token));
            tokens.Add(Time(Math.Min(length, heard[^1].End - from)));
        }

        return new DecodedWindow(tokens, "en", 0, 0);
    }

    private int Time(double seconds) => _tokenizer.SpecialTokens.TimestampBegin + (int)Math.Round(seconds * 50);
}
