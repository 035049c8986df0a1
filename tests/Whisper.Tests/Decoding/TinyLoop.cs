using Microsoft.Extensions.Time.Testing;
using Speech.TestSupport;
using Speech.Whisper.Decoding;
using Speech.Whisper.Fallback;
using Speech.Whisper.Model;
using Speech.Whisper.Speculative;
using Speech.Whisper.Tests.Model;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Decoding;

/// <summary>A decoding loop over one of the small random checkpoints.</summary>
internal sealed class TinyLoop : IAsyncDisposable
{
    private readonly TinyModel _model;
    private readonly DraftModel? _draftModel;

    public TinyLoop(
        string name, int capacity = 8, Func<DecodingRules, DecodingRules>? change = null, bool failFirstCache = false,
        string? assistant = null, FallbackOptions? fallback = null, bool encodesInBatches = false)
    {
        var folder = Reference.PathOf("whisper", name);
        _model = new TinyModel(name);
        // The assistant has no tokenizer files of its own: it shares the main model's.
        var isAssistant = name.EndsWith("-assistant", StringComparison.Ordinal);
        Tokenizer = Tokenizer.Load(isAssistant ? Reference.PathOf("whisper", "tiny-random-v3") : folder);
        Rules = CheckpointRules.Read(_model.Config, GenerationConfig.Load(folder), Tokenizer.SpecialTokens);
        if (change is not null) Rules = change(Rules);
        if (assistant is not null)
        {
            var draftFolder = Reference.PathOf("whisper", assistant);
            _draftModel = DraftModelLoader.Load(
                draftFolder, folder, _model.Config, Rules, new WhisperOptions(), TestEnvironment.Instance);
        }

        var controller = new DraftLengthController(new FakeTimeProvider(), alwaysDrafts: true);
        Loop = new DecodingLoop(new DecodingContext(
            new WindowEncoder(_model.Encoder, encodesInBatches), _model.Decoder, Rules,
            new FallbackPolicy(fallback ?? FallbackOptions.Off, Tokenizer),
            NewCache,
            slots => _draftModel is null ? new PlainDecoding() : new SpeculativeDecoding(_draftModel.NewProposer(slots), controller)));

        KeyValueCache NewCache(int rows)
        {
            var fails = failFirstCache;
            failFirstCache = false;
            return fails ? throw new InsufficientMemoryException() : _model.CreateCache(capacity, rows);
        }
    }

    public DecodingLoop Loop { get; }
    public DecodingRules Rules { get; }
    public Tokenizer Tokenizer { get; }

    public async ValueTask DisposeAsync()
    {
        await Loop.DisposeAsync();
        _draftModel?.Dispose();
        _model.Dispose();
    }
}
