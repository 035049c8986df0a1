namespace Speech.Hub;

/// <summary>Model name to local folder, in huggingface_hub's cache layout.</summary>
public sealed class HubClient(HubOptions options, HttpMessageHandler? handler = null, TimeProvider? time = null)
{
    /// <summary>The local folder of a model: downloaded, verified and cached, or found in the cache.</summary>
    /// <param name="model">A Hub id (<c>openai/whisper-base</c>, with <c>@revision</c> if not the main one) or a local folder.</param>
    /// <param name="files">Glob patterns of the files the caller needs.</param>
    /// <param name="cancellationToken">Stops the download; what came so far is kept and resumed later.</param>
    /// <exception cref="HubException">Missing, gated, offline, damaged, disk full: each told apart by its type.</exception>
    public Task<string> GetFolderAsync(string model, IReadOnlyList<string> files, CancellationToken cancellationToken = default)
        => throw new NotImplementedException($"{options}{handler}{time}");
}

/// <summary>Where the Hub and its cache are.</summary>
public sealed record HubOptions;

/// <summary>The Hub did not give what was asked for; the message holds no secret.</summary>
public class HubException : Exception;
