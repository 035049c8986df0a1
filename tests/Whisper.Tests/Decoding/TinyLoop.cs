using Microsoft.Extensions.Time.Testing;
using Speech.TestSupport;
using Speech.Whisper.Decoding;
using Speech.Whisper.Guards;
using Speech.Whisper.Model;
using Speech.Whisper.Speculative;
using Speech.Whisper.Tests.Model;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Decoding;

/// <summary>A decoding loop over one of the small random checkpoints.</summary>
internal sealed class TinyLoop : IAsyncDisposable
{
    private readonly TinyModel _model;
    private readonly Assistant? _assistant;

    public TinyLoop(string name, int capacity = 8, Func<DecodingRules, DecodingRules>? change = null, bool failFirstCache = false, string? assistant = null, GuardOptions? guards = null)
    {
        var folder = Reference.PathOf("whisper", name);
        _model = new TinyModel(name);
        // The assistant has no tokenizer files of its own: it shares the main model's.
        Tokenizer = Tokenizer.Load(name.EndsWith("-assistant", StringComparison.Ordinal) ? Reference.PathOf("whisper", "tiny-random-v3") : folder);
        Rules = CheckpointRules.Read(_model.Config, GenerationConfig.Load(folder), Tokenizer.SpecialTokens);
        if (change is not null) Rules = change(Rules);
        if (assistant is not null) _assistant = AssistantLoader.Load(Reference.PathOf("whisper", assistant), folder, _model.Config, Rules, new WhisperOptions { Threads = 2 });
        var policy = new SpeculationPolicy(new FakeTimeProvider(), always: true);
        Loop = new DecodingLoop(new Engines(_model.Encoder, _model.Decoder, Rules, new Guard(guards ?? GuardOptions.Off, Tokenizer), NewCache, _assistant, policy));

        RowCache NewCache()
        {
            var fails = failFirstCache;
            failFirstCache = false;
            return fails ? throw new InsufficientMemoryException() : _model.NewCache(capacity);
        }
    }

    public DecodingLoop Loop { get; }
    public DecodingRules Rules { get; }
    public Tokenizer Tokenizer { get; }

    public async ValueTask DisposeAsync()
    {
        await Loop.DisposeAsync();
        _assistant?.Dispose();
        _model.Dispose();
    }
}
