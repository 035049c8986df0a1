using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Speech.Chaos.Support;

/// <summary>An HTTP proxy that applies faults to chosen requests.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private static readonly string[] HopHeaders = ["Host", "Connection", "Transfer-Encoding", "Content-Length", "Keep-Alive"];

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly ConcurrentDictionary<int, FaultKind> _plan = new();
    private readonly Uri _target;
    private readonly WebApplication _app;
    private int _count;
    private long _last;

    private FaultyProxy(Uri target)
    {
        _target = target;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public Uri Address => new(_app.Urls.Single());

    /// <summary>The number of faults that have been applied.</summary>
    public int Applied { get; private set; }

    /// <summary>Time since the sender gave up the last one, or got its answer.</summary>
    public TimeSpan SinceLast => Stopwatch.GetElapsedTime(_last);

    /// <param name="target">Where requests go.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<FaultyProxy> StartAsync(Uri target, CancellationToken cancellationToken)
    {
        var proxy = new FaultyProxy(target);
        await proxy._app.StartAsync(cancellationToken);
        return proxy;
    }

    /// <summary>Plans faults for requests that are counted from now, from 0.</summary>
    public void Plan(params IEnumerable<(int Call, FaultKind Kind)> faults)
    {
        _plan.Clear();
        Volatile.Write(ref _count, 0);
        foreach (var (call, kind) in faults) _plan[call] = kind;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (!_plan.TryRemove(Interlocked.Increment(ref _count) - 1, out var kind))
        {
            await ForwardAsync(context, answers: true);
            return;
        }
        Applied++;
        try
        {
            await ApplyAsync(kind, context);
        }
        finally
        {
            _last = Stopwatch.GetTimestamp();
        }
    }

    private async Task ApplyAsync(FaultKind kind, HttpContext context)
    {
        switch (kind)
        {
            case FaultKind.Unavailable:
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            case FaultKind.Stall:
                await ForwardAsync(context, answers: true, stalls: true);
                return;
            case FaultKind.ResponseLost:
                await ForwardAsync(context, answers: false);
                break;
            case FaultKind.Silence:
                await WaitUntilGoneAsync(context);
                break;
        }
        context.Abort();
    }

    private static async Task WaitUntilGoneAsync(HttpContext context)
        => await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task ForwardAsync(HttpContext context, bool answers, bool stalls = false)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method), new Uri(_target, context.Request.Path.ToUriComponent() + context.Request.QueryString));
        if (context.Request.ContentLength is not null || context.Request.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.ContentLength = context.Request.ContentLength;
        }
        foreach (var (name, values) in context.Request.Headers.Where(header => !HopHeaders.Contains(header.Key)))
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        if (!answers) return;
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(header => !HopHeaders.Contains(header.Key)))
            context.Response.Headers[name] = values.ToArray();
        if (response.Content.Headers.ContentLength is { } length) context.Response.ContentLength = length;
        var hasBody = context.Request.Method != "HEAD" && response.Content.Headers.ContentLength is null or > 1;
        if (stalls && !hasBody) Postpone(FaultKind.Stall);
        else if (stalls) await StallAsync(context, await response.Content.ReadAsByteArrayAsync(context.RequestAborted));
        else if (context.Request.Method != "HEAD") await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private void Postpone(FaultKind kind)
    {
        Applied--;
        var call = Volatile.Read(ref _count);
        while (!_plan.TryAdd(call, kind)) call++;
    }

    private static async Task StallAsync(HttpContext context, byte[] body)
    {
        await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await WaitUntilGoneAsync(context);
        context.Abort();
    }
}
