using Speech.Hub;
using Speech.Onnx.Sessions;
using Speech.Transcription.Settings;
using Speech.Whisper;

namespace Speech.Transcription.Models;

/// <summary>Takes a Whisper checkpoint, and its assistant if one is named, from the Hub, its cache or a folder.</summary>
/// <param name="hub">Turns the model's name into a folder.</param>
/// <param name="models">Names the model.</param>
/// <param name="options">How the checkpoint is loaded.</param>
/// <param name="environment">Opens its sessions; must outlive the model.</param>
/// <param name="bundled">The folder of a model that comes with the program; null for any other name.</param>
public sealed class WhisperLoader(
    HubClient hub, ModelSettings models, WhisperOptions options, OnnxRuntimeEnvironment environment,
    Func<string, string?>? bundled = null) : ISpeechModelLoader
{
    private static readonly string[] Files =
    [
        // The tokenizer comes in two layouts and the rest may be left out: what is really missing, the engine tells.
        "config.json", "model.safetensors", "generation_config.json?", "preprocessor_config.json?",
        "tokenizer.json?", "tokenizer_config.json?", "vocab.json?", "merges.txt?", "added_tokens.json?", "special_tokens_map.json?", "normalizer.json?",
    ];

    // It speaks the main model's tokens; its own tokenizer, where it has one, is only compared.
    private static readonly string[] AssistantFiles =
    [
        "config.json", "model.safetensors", "generation_config.json?", "tokenizer.json?", "vocab.json?", "merges.txt?", "added_tokens.json?",
    ];

    /// <inheritdoc/>
    public async Task<ISpeechModel> LoadAsync(CancellationToken cancellationToken)
    {
        var folder = await FolderOfAsync(models.AsrModel, Files, cancellationToken).ConfigureAwait(false);
        var assistant = models.AssistantModel is { } name ? await FolderOfAsync(name, AssistantFiles, cancellationToken).ConfigureAwait(false) : null;
        cancellationToken.ThrowIfCancellationRequested();
        return new WhisperSpeechModel(WhisperModel.Load(folder, options, environment, assistant));
    }

    private async Task<string> FolderOfAsync(string model, IReadOnlyList<string> files, CancellationToken cancellationToken)
        => bundled?.Invoke(model) ?? await hub.GetFolderAsync(model, files, cancellationToken).ConfigureAwait(false);

    private sealed class WhisperSpeechModel(WhisperModel whisper) : ISpeechModel
    {
        public ModelCapabilities Capabilities => whisper.Capabilities;

        public IAsyncEnumerable<TranscriptChunk> TranscribeAsync(
            IAsyncEnumerable<ReadOnlyMemory<float>> audio, TranscribeOptions options, CancellationToken cancellationToken)
            => whisper.TranscribeAsync(audio, options, cancellationToken);

        public Task TryAsync(CancellationToken cancellationToken) => whisper.TryAsync(cancellationToken);

        public ValueTask DisposeAsync() => whisper.DisposeAsync();
    }
}
