using Speech.Audio;
using Speech.Whisper.Chunking.Silence;
using Speech.Whisper.Decoding;
using Speech.Whisper.Fallback;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Chunking.Silence;

/// <summary>Words that fill the speech of a splice, and a decoder that stops after a few of them.</summary>
internal sealed class Narration
{
    private const int FirstWord = 1000;
    private const double WordSeconds = 0.35;

    private readonly Splice _splice;
    private readonly Tokenizer _tokenizer;
    private readonly List<(int Token, double Start, double End)> _words = [];

    public Narration(Splice splice, Tokenizer tokenizer, Random random)
    {
        (_splice, _tokenizer) = (splice, tokenizer);
        foreach (var span in splice.Speech)
        {
            var count = Math.Max(1, (int)(span.Length / WordSeconds));
            var length = span.Length / count;
            for (var i = 0; i < count; i++)
                _words.Add((FirstWord + random.Next(9_000), span.Start + i * length, span.Start + (i + 1) * length));
        }
    }

    /// <summary>Spans of speech after which the decoder ends its text.</summary>
    public int SpansPerPart { get; init; } = int.MaxValue;

    /// <summary>Parts that were decoded.</summary>
    public int Decoded { get; private set; }

    public string Text => _tokenizer.Decode([.. _words.Select(word => word.Token)]);

    public async Task<DecodedWindow> DecodeAsync(
        ReadOnlyMemory<float> samples, string? language, bool isDetected, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var from = samples.Span[0] / Splice.Rate;
        var to = from + (double)samples.Length / Splice.Rate;
        var (tokens, times) = (new List<int>(), new List<(double, double)>());
        foreach (var span in _splice.SpeechWithin(from, to).Take(SpansPerPart))
        {
            // Of a word at a border, the part with its middle has it.
            var spoken = _words.Where(word => Contains(span, (word.Start + word.End) / 2)).ToList();
            if (spoken.Count == 0) continue;
            Add(Timestamp(span.Start - from), (span.Start - from, span.Start - from));
            foreach (var word in spoken) Add(word.Token, (word.Start - from, word.End - from));
            Add(Timestamp(span.End - from), (span.End - from, span.End - from));
        }

        lock (_words) Decoded++;
        return new DecodedWindow(new DecodingAttempt(tokens, 0, 0), language) { TokenTimes = times };

        void Add(int token, (double, double) time)
        {
            tokens.Add(token);
            times.Add(time);
        }
    }

    public Task<List<TranscriptSegment>> TranscribeAsync(int batchSize, Action<DecodingStatistics>? onDecoded = null)
    {
        var transcriber = new SilenceTranscriber(
            new SilenceWindowReader(_splice, new PackingOptions()),
            new SpeechWindowDecoder(DecodeAsync, _tokenizer, new CoverageOptions { MaxRecoveries = 100 }),
            _tokenizer, new WindowLanguage(null, isMultilingual: true), words: true, batchSize, onDecoded);
        return Splice.Collect(transcriber.TranscribeAsync(_splice.ReadAsync(8_000), TestContext.Current.CancellationToken));
    }

    private static bool Contains(SpeechRegion span, double time) => span.Start <= time && time < span.End;

    private int Timestamp(double seconds)
        => _tokenizer.SpecialTokens.TimestampBegin + (int)Math.Round(Math.Max(0, seconds) * 50);
}
