using Microsoft.Extensions.Logging;
using Speech.Hub.Cache;
using Speech.Hub.Download;
using Speech.Hub.Errors;
using Speech.Hub.Http;
using Speech.Hub.Naming;
using Speech.Hub.Settings;

namespace Speech.Hub;

/// <summary>Resolves model names to local folders, downloading into a cache with the layout of huggingface_hub.</summary>
/// <remarks>
/// Thread-safe. Several processes may share one cache: each file is downloaded once while the other processes wait for it.
/// </remarks>
public sealed class HubClient
{
    /// <summary>Name of the HTTP client to register with <c>IHttpClientFactory</c>.</summary>
    public const string HttpClientName = "hub";

    private readonly HubOptions _options;
    private readonly Func<HttpClient> _createHttpClient;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IDisk _disk;

    /// <summary>Creates a client for one endpoint and one cache.</summary>
    /// <param name="options">Endpoint, cache folder, token and limits.</param>
    /// <param name="createHttpClient">
    /// Returns the HTTP client for one call of <see cref="GetFolderAsync"/>, for example <c>IHttpClientFactory.CreateClient</c>. The client
    /// is not disposed. Its primary handler must behave like that of <see cref="CreatePrimaryHandler"/>, and its timeout should be
    /// infinite: <see cref="HubOptions.IdleTimeout"/> limits every wait.
    /// </param>
    /// <param name="time">Clock for delays and timeouts.</param>
    /// <param name="logger">Logs downloads, retries and fallbacks to the cache.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public HubClient(HubOptions options, Func<HttpClient> createHttpClient, TimeProvider time, ILogger<HubClient> logger)
        : this(options, createHttpClient, time, logger, new Disk())
    {
    }

    internal HubClient(HubOptions options, Func<HttpClient> createHttpClient, TimeProvider time, ILogger<HubClient> logger, IDisk disk)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_options, _createHttpClient, _time, _logger, _disk) = (options, createHttpClient, time, logger, disk);
    }

    /// <summary>
    /// Creates the primary HTTP message handler that a <see cref="HubClient"/> needs: no automatic redirects (they are followed by this
    /// library, so that the token never reaches another origin), no cookies, no automatic decompression.
    /// </summary>
    public static SocketsHttpHandler CreatePrimaryHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(30),
        // Picks up changes of DNS.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    /// <summary>Returns the local folder of a model, after downloading and verifying the files that the cache lacks.</summary>
    /// <param name="model">
    /// A Hub id (<c>openai/whisper-base</c>, with <c>@revision</c> for any revision but <c>main</c>), or an existing local folder, which is
    /// returned unchanged.
    /// </param>
    /// <param name="files">
    /// The requested files. A plain name (<c>config.json</c>) is required; a name followed by <c>?</c> (<c>generation_config.json?</c>) is
    /// optional; a pattern with <c>*</c>, which matches any characters, selects all matching files and may match none.
    /// <c>model.safetensors</c> requests the weights in either form: the single file, or in its absence
    /// <c>model.safetensors.index.json</c> with the shards that it lists. If the model has both requested forms, the single file is used;
    /// if it has neither, <c>pytorch_model.bin</c>.
    /// </param>
    /// <param name="cancellationToken">Cancels the download; the bytes received so far are kept and the next call resumes.</param>
    /// <exception cref="HubException">The model is missing, gated, corrupt, ...: see the derived types.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<string> GetFolderAsync(string model, IReadOnlyList<string> files, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        ArgumentNullException.ThrowIfNull(files);
        if (LocalModelFolder.Find(model) is { } folder) return folder;
        var id = ModelId.Parse(model);
        var api = new HubApiClient(id, new HubTransport(_createHttpClient(), _options, _time), _options, _time);
        var cache = new ModelCache(_options.CacheFolder, id, _disk);
        var download = new ModelDownload(id, FilePatterns.Parse(files), cache, api, _options, _time, _logger);
        try
        {
            return await download.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        // Network failures have been converted to HubExceptions: what remains are failures of the file system.
        catch (IOException exception) when (DiskFullError.Is(exception))
        {
            throw new HubDiskFullException(id.Name, null, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HubCacheException(id.Name, exception);
        }
    }
}
