using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Speech.Hub.Tests.Support;

namespace Speech.Hub.Tests.Server;

/// <summary>Two hosts with the Hub's protocol: the Hub, and the host of LFS files to which it redirects.</summary>
internal sealed class FakeHub : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, FakeModel> _models = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Fault>> _faults = new();
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly ConditionSignal _received = new();
    private readonly WebApplication _hub;
    private readonly WebApplication _cdn;

    private FakeHub()
    {
        _hub = Host(RecordedRequest.Hub, new HubRoutes(this).HandleAsync);
        _cdn = Host(RecordedRequest.Cdn, new CdnRoutes(this).HandleAsync);
    }

    public Uri Endpoint => new(_hub.Urls.First());

    public Uri CdnAddress => new(_cdn.Urls.First());

    /// <summary>Whether the file listing has sizes and checksums, as on the real Hub; some mirrors omit them.</summary>
    public bool ListsBlobs { get; set; } = true;

    /// <summary>Whether file requests are first redirected to a relative URL, as for a renamed model.</summary>
    public bool RedirectsRelatively { get; set; }

    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    public IEnumerable<RecordedRequest> Downloads(string file) =>
        Requests.Where(request => request.Method == "GET" && IsContent(request)
        && request.Path.EndsWith("/" + file, StringComparison.Ordinal));

    public static async Task<FakeHub> StartAsync()
    {
        var hub = new FakeHub();
        await hub._hub.StartAsync();
        await hub._cdn.StartAsync();
        return hub;
    }

    public FakeModel Add(string name) => _models[name] = new FakeModel(name);

    public FakeModel? Find(string name) => _models.GetValueOrDefault(name);

    /// <summary>The content of an LFS file, by its checksum.</summary>
    public byte[]? FindContent(string sha256) =>
        _models.Values.SelectMany(model => model.AllFiles).FirstOrDefault(file => file.Sha256 == sha256)?.Content;

    /// <summary>Adds faults for the next requests whose path ends with the given text, one per request.</summary>
    public void InjectFaults(string pathEnd, params Fault[] faults)
    {
        foreach (var fault in faults) _faults.GetOrAdd(pathEnd, _ => new()).Enqueue(fault);
    }

    public Fault NextFault(string path)
    {
        foreach (var (end, faults) in _faults)
            if (path.EndsWith(end, StringComparison.Ordinal) && faults.TryDequeue(out var fault)) return fault;
        return new Fault.None();
    }

    /// <summary>Completes when the recorded requests meet a condition.</summary>
    public Task WhenRequests(Func<IReadOnlyList<RecordedRequest>, bool> isReached) => _received.When(() => isReached(Requests));

    public void ClearRequests() => _requests.Clear();

    public Task StopAsync() => Task.WhenAll(_hub.StopAsync(), _cdn.StopAsync());

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _cdn.DisposeAsync();
    }

    // Requests for LFS files reach both hosts, but only one sends the content.
    private static bool IsContent(RecordedRequest request) =>
        request.Host == RecordedRequest.Cdn || !(request.Path.EndsWith(".safetensors", StringComparison.Ordinal)
            || request.Path.EndsWith(".bin", StringComparison.Ordinal));

    private WebApplication Host(string name, RequestDelegate handle)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(context =>
        {
            var request = context.Request;
            _requests.Enqueue(new RecordedRequest(name, request.Method, request.Path, Header(request, "Authorization"),
                Header(request, "Range")));
            _received.Changed();
            return handle(context);
        });
        return app;
    }

    private static string? Header(HttpRequest request, string name) =>
        request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;
}
