using System.Runtime.CompilerServices;
using Speech.Checkpoints;
using Speech.Hub;
using Speech.Onnx.Sessions;
using Speech.Transcription.Models;
using Speech.Transcription.Options;
using Speech.Transcription.Transcripts;
using Speech.Whisper;
using Speech.Whisper.Inference;

namespace Speech.Transcription.Engines;

/// <summary>Loads a Whisper checkpoint, and the assistant model if one is configured, from the Hub, its cache or a folder.</summary>
/// <param name="hub">Resolves a model name to a folder.</param>
/// <param name="models">The model names.</param>
/// <param name="options">How the checkpoint is loaded.</param>
/// <param name="environment">Opens its sessions; must outlive the model.</param>
/// <param name="findBuiltIn">The folder of a built-in model; null for any other name.</param>
public sealed class WhisperLoader(
    HubClient hub, ModelOptions models, WhisperOptions options, OnnxRuntimeEnvironment environment,
    Func<string, string?> findBuiltIn) : IModelLoader<ISpeechModel>
{
    private static readonly string[] Files =
    [
        // The tokenizer exists in two layouts, and the other files are optional: the engine reports what is really missing.
        "config.json", "model.safetensors", "generation_config.json?", "preprocessor_config.json?",
        "tokenizer.json?", "tokenizer_config.json?", "vocab.json?", "merges.txt?", "added_tokens.json?", "special_tokens_map.json?",
        "normalizer.json?",
    ];

    // The assistant shares the main model's vocabulary; its own tokenizer, if there is one, is only compared with it.
    private static readonly string[] AssistantFiles =
    [
        "config.json", "model.safetensors", "generation_config.json?",
        "tokenizer.json?", "vocab.json?", "merges.txt?", "added_tokens.json?",
    ];

    /// <inheritdoc/>
    public async Task<ISpeechModel> LoadAsync(CancellationToken cancellationToken)
    {
        var folder = await ResolveAsync(models.AsrModel, Files, cancellationToken).ConfigureAwait(false);
        var assistant = models.AssistantModel is { } name
            ? await ResolveAsync(name, AssistantFiles, cancellationToken).ConfigureAwait(false)
            : null;
        cancellationToken.ThrowIfCancellationRequested();
        // Before the config, which an adapter lacks as well.
        Checkpoint.RequireNoAdapter(folder);
        return new WhisperSpeechModel(WhisperModel.Load(folder, options, environment, assistant));
    }

    private async Task<string> ResolveAsync(string model, IReadOnlyList<string> files, CancellationToken cancellationToken)
        => findBuiltIn(model) ?? await hub.GetFolderAsync(model, files, cancellationToken).ConfigureAwait(false);

    private sealed class WhisperSpeechModel(WhisperModel whisper) : ISpeechModel
    {
        public ModelCapabilities Capabilities => whisper.Capabilities;

        public bool CutsAtSilences => true;

        public async IAsyncEnumerable<Segment> TranscribeAsync(
            IAsyncEnumerable<ReadOnlyMemory<float>> audio, TranscribeOptions options,
            [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var segment in whisper.TranscribeAsync(audio, options, cancellationToken).ConfigureAwait(false))
                yield return ToSegment(segment);
        }

        public Task WarmUpAsync(CancellationToken cancellationToken) => whisper.WarmUpAsync(cancellationToken);

        public ValueTask DisposeAsync() => whisper.DisposeAsync();

        private static Segment ToSegment(TranscriptSegment segment) => new(segment.Text, segment.Start, segment.End)
        {
            Words = segment.Words?.Select(word => new Word(word.Text, word.Start, word.End) { Confidence = word.Confidence }).ToList(),
            Language = segment.Language,
            Scores = segment.Tokens.Count == 0 ? null : new(segment.Tokens, segment.NoSpeechProbability, segment.Temperature),
        };
    }
}
