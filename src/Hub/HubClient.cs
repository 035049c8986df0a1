using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Speech.Hub.Cache;
using Speech.Hub.Download;
using Speech.Hub.Naming;

namespace Speech.Hub;

/// <summary>Model name to local folder, in huggingface_hub's cache layout.</summary>
/// <remarks>Safe for any number of threads, and for several processes that share one cache: a file is downloaded once, the others wait for it.</remarks>
public sealed class HubClient : IDisposable
{
    private readonly HubOptions _options;
    private readonly HubHttp _http;
    private readonly TimeProvider _time;
    private readonly IDisk _disk;
    private readonly ILogger _logger;

    /// <summary>A client of one endpoint and one cache; to be shared.</summary>
    /// <param name="options">Endpoint, cache folder, token and limits.</param>
    /// <param name="handler">Sends the requests; it must not follow redirects by itself. Null (the default) for one of the client's own.</param>
    /// <param name="time">The clock behind waits and timeouts; null for the system's.</param>
    /// <param name="logger">Told of downloads, waits and of the cache standing in for the Hub; null for none.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public HubClient(HubOptions options, HttpMessageHandler? handler = null, TimeProvider? time = null, ILogger<HubClient>? logger = null)
        : this(options, handler, time, logger, new Disk())
    {
    }

    internal HubClient(HubOptions options, HttpMessageHandler? handler, TimeProvider? time, ILogger<HubClient>? logger, IDisk disk)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _time = time ?? TimeProvider.System;
        _http = new HubHttp(options, handler, _time);
        _disk = disk;
        _logger = logger ?? (ILogger)NullLogger.Instance;
    }

    /// <summary>The local folder of a model: downloaded, verified and cached, or found in the cache.</summary>
    /// <param name="model">A Hub id (<c>openai/whisper-base</c>, with <c>@revision</c> if not the main one) or an existing local folder, which is returned as it is.</param>
    /// <param name="files">
    /// The files that the caller needs. A plain name (<c>config.json</c>) must exist; one with <c>?</c> behind it (<c>generation_config.json?</c>)
    /// need not; with <c>*</c>, which stands for any characters, it takes all that match, be it none.
    /// <c>model.safetensors</c> means the weights in either form: the single file, or where there is none
    /// <c>model.safetensors.index.json</c> with the shards that it names. Where a list asks for both forms, the single file wins.
    /// </param>
    /// <param name="cancellationToken">Stops the download; what came so far is kept and resumed later.</param>
    /// <exception cref="HubException">Missing, gated, offline, damaged, disk full: each told apart by its type.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<string> GetFolderAsync(string model, IReadOnlyList<string> files, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        ArgumentNullException.ThrowIfNull(files);
        if (LocalFolder.Find(model) is { } folder) return folder;
        var id = ModelId.Parse(model);
        var fetch = new ModelFetch(
            id, FilePatterns.Parse(files), new ModelCache(_options.CacheFolder, id, _disk),
            new HubRepository(id, _http, _options, _time), _options, _time, _logger);
        try
        {
            return await fetch.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        // What the network does is told by its own exceptions, so whatever is left comes from the disk.
        catch (IOException e) when (DiskFull.Is(e))
        {
            throw new HubDiskFullException(id.Name, null, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HubCacheException(id.Name, e);
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();
}
