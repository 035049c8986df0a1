using Speech.TestSupport;
using Speech.Whisper.Decoding;
using Speech.Whisper.Model;
using Speech.Whisper.Tests.Model;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Decoding;

/// <summary>A decoding loop over one of the small random checkpoints.</summary>
internal sealed class TinyLoop : IAsyncDisposable
{
    private readonly TinyModel _model;

    public TinyLoop(string name, int capacity = 8, Func<DecodingRules, DecodingRules>? change = null)
    {
        var folder = Reference.PathOf("golden", "whisper", name);
        _model = new TinyModel(name);
        // The assistant has no tokenizer files of its own: it shares the main model's.
        Tokenizer = Tokenizer.Load(name.EndsWith("-assistant", StringComparison.Ordinal) ? Reference.PathOf("golden", "whisper", "tiny-random-v3") : folder);
        Rules = CheckpointRules.Read(_model.Config, GenerationConfig.Load(folder), Tokenizer.SpecialTokens);
        if (change is not null) Rules = change(Rules);
        Loop = new DecodingLoop(_model.Encoder, _model.Decoder, Rules, () =>
        {
            Caches++;
            return _model.NewCache(capacity);
        });
    }

    public DecodingLoop Loop { get; }
    public DecodingRules Rules { get; }
    public Tokenizer Tokenizer { get; }

    /// <summary>How often the loop made room for rows: once for each time it woke up.</summary>
    public int Caches { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await Loop.DisposeAsync();
        _model.Dispose();
    }
}
