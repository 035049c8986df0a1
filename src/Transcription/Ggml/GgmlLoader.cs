using Speech.Hub;
using Speech.Transcription.Models;
using Whisper.net;

namespace Speech.Transcription.Ggml;

/// <summary>Loads a GGML file from the Hub, its cache or a local path.</summary>
/// <param name="hub">Resolves a repository to a folder.</param>
/// <param name="name">The file and its repository.</param>
/// <param name="threads">Threads per forward pass; 0 for whisper.cpp's default.</param>
public sealed class GgmlLoader(HubClient hub, GgmlName name, int threads) : IModelLoader<ISpeechModel>
{
    /// <inheritdoc/>
    public async Task<ISpeechModel> LoadAsync(CancellationToken cancellationToken)
    {
        var path = name.Repository is { } repository
            ? Path.Combine(await hub.GetFolderAsync(repository, [name.File], cancellationToken).ConfigureAwait(false), name.File)
            : name.File;
        cancellationToken.ThrowIfCancellationRequested();
        return new GgmlModel(WhisperFactory.FromPath(path), name, threads);
    }
}
