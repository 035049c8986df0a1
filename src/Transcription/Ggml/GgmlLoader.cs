using Speech.Hub;
using Speech.Transcription.Models;

namespace Speech.Transcription.Ggml;

/// <summary>Takes a GGML file from the Hub, its cache or this machine.</summary>
/// <param name="hub">Turns a repository into a folder.</param>
/// <param name="name">Names the file.</param>
/// <param name="open">Loads it.</param>
public sealed class GgmlLoader(HubClient hub, GgmlName name, GgmlOpening open) : ISpeechModelLoader
{
    /// <inheritdoc/>
    public async Task<ISpeechModel> LoadAsync(CancellationToken cancellationToken)
    {
        var path = name.Repository is { } repository
            ? Path.Combine(await hub.GetFolderAsync(repository, [name.File], cancellationToken).ConfigureAwait(false), name.File)
            : name.File;
        cancellationToken.ThrowIfCancellationRequested();
        return new GgmlModel(open(path), name);
    }
}
