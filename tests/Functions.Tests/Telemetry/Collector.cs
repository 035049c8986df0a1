using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Speech.Functions.Tests.Telemetry;

/// <summary>Receives telemetry on a free port. Names and texts are plain in both protocols, so that searching the bytes suffices.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, string Body)> _received = new();

    private Collector(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var collector = new Collector(builder.Build());
        collector._app.Run(collector.TakeAsync);
        await collector._app.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    /// <summary>Everything that was sent to a path.</summary>
    public string Received(string path)
        => string.Concat(_received.Where(one => one.Path.EndsWith(path, StringComparison.Ordinal)).Select(one => one.Body));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        await using var body = context.Request.Headers.ContentEncoding == "gzip"
            ? new GZipStream(context.Request.Body, CompressionMode.Decompress) : context.Request.Body;
        using var whole = new MemoryStream();
        await body.CopyToAsync(whole, context.RequestAborted);
        _received.Enqueue((context.Request.Path, Encoding.UTF8.GetString(whole.ToArray())));
        if (context.Request.Path.Value!.EndsWith("/track", StringComparison.Ordinal))
            await context.Response.WriteAsync("""{"itemsReceived": 1, "itemsAccepted": 1, "errors": []}""", context.RequestAborted);
    }
}
