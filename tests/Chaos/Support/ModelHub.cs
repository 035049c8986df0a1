using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Speech.Chaos.Support;

/// <summary>A Hub with one model, from a folder.</summary>
internal sealed class ModelHub : IAsyncDisposable
{
    /// <summary>The name of the model.</summary>
    public const string Model = "chaos/tiny";

    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly Dictionary<string, byte[]> _files;
    private readonly WebApplication _app;

    private ModelHub(string folder)
    {
        _files = Directory.GetFiles(folder).ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public Uri Address => new(_app.Urls.Single());

    public static async Task<ModelHub> StartAsync(string folder, CancellationToken cancellationToken)
    {
        var hub = new ModelHub(folder);
        await hub._app.StartAsync(cancellationToken);
        return hub;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path.StartsWith($"/api/models/{Model}/revision/", StringComparison.Ordinal))
            await context.Response.WriteAsJsonAsync(
                new { id = Model, sha = Commit, siblings = _files.Keys.Select(name => new { rfilename = name }) });
        else if (_files.TryGetValue(path[(path.LastIndexOf('/') + 1)..], out var content)) await SendAsync(context, content);
        else context.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private static async Task SendAsync(HttpContext context, byte[] content)
    {
        var checksum = CryptographicOperations.HashData(
            HashAlgorithmName.SHA1, (byte[])[.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]);
        var from = (int)(context.Request.GetTypedHeaders().Range?.Ranges.FirstOrDefault()?.From ?? 0);
        var (response, body) = (context.Response, content.AsMemory(Math.Min(from, content.Length)));
        response.Headers["X-Repo-Commit"] = Commit;
        response.Headers.ETag = $"\"{Convert.ToHexStringLower(checksum)}\"";
        if (from > 0) response.StatusCode = StatusCodes.Status206PartialContent;
        if (from > 0) response.Headers.ContentRange = $"bytes {from}-{content.Length - 1}/{content.Length}";
        response.ContentLength = body.Length;
        if (context.Request.Method != "HEAD") await response.Body.WriteAsync(body, context.RequestAborted);
    }
}
