using Microsoft.Extensions.Time.Testing;
using Speech.Onnx.Layers;
using Speech.TestSupport;
using Speech.Whisper.Decoding;
using Speech.Whisper.Fallback;
using Speech.Whisper.Model;
using Speech.Whisper.Speculative;
using Speech.Whisper.Tests.Model;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Decoding;

/// <summary>A decoding loop over one of the small random checkpoints, or over its copy with windows of two seconds.</summary>
internal sealed class TinyLoop : IAsyncDisposable
{
    private readonly TinyModel _model;
    private readonly DraftModel? _draftModel;

    public TinyLoop(
        string name, int capacity = 8, Func<DecodingRules, DecodingRules>? change = null, bool failFirstCache = false,
        string? assistant = null, FallbackOptions? fallback = null, int maxEncoderWindows = 1, bool isSmall = false,
        IDraftProposer? proposer = null, ComputeProfile? profile = null, DraftLengthController? controller = null)
    {
        var folder = FolderOf(name);
        profile ??= ComputeProfile.CpuFp32;
        _model = new TinyModel(folder, profile);
        // The assistant has no tokenizer files of its own: it shares the main model's.
        Tokenizer = Path.IsPathRooted(name) ? Tokenizer.Load(folder)
            : Tokenization.Golden.TokenizerOf(name.Contains("v2", StringComparison.Ordinal) ? "v2" : "v3");
        Rules = CheckpointRules.Read(_model.Config, GenerationConfig.Load(folder), Tokenizer.SpecialTokens);
        if (change is not null) Rules = change(Rules);
        if (assistant is not null)
        {
            _draftModel = DraftModelLoader.Load(
                FolderOf(assistant), folder, _model.Config, Rules, NetworkPool.OptionsOf(profile), TestEnvironment.Instance);
        }

        controller ??= new DraftLengthController(new FakeTimeProvider(), alwaysDrafts: true);
        Loop = new DecodingLoop(new DecodingContext(
            _model.Encoder, maxEncoderWindows, _model.Decoder, Rules,
            new FallbackPolicy(fallback ?? FallbackOptions.Off, Tokenizer),
            NewCache,
            slots => (proposer ?? _draftModel?.NewProposer(slots)) is { } drafts
                ? new SpeculativeDecoding(drafts, controller) : new PlainDecoding()));

        string FolderOf(string checkpoint) => Path.IsPathRooted(checkpoint) ? checkpoint
            : isSmall ? NetworkPool.SmallFolderOf(checkpoint) : TinyCheckpoint.FolderOf(checkpoint);

        KeyValueCache NewCache(int sequencesPerSlot)
        {
            var fails = failFirstCache;
            failFirstCache = false;
            return fails ? throw new InsufficientMemoryException() : _model.CreateCache(capacity, sequencesPerSlot);
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
