using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Features;

namespace Speech.Functions.Streaming;

/// <summary>Answers a request with server-sent events while it is processed. The response starts with the first event, so that an earlier
/// failure still gets a status code.</summary>
/// <param name="response">The response.</param>
/// <param name="time">The clock of the heartbeats.</param>
internal sealed class EventStream(HttpResponse response, TimeProvider time)
{
    /// <summary>Without an event for this long a comment is sent: proxies close connections that are idle.</summary>
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);

    private static readonly byte[] Heartbeat = ": heartbeat\n\n"u8.ToArray();

    private readonly Channel<ServerEvent> _events = Channel.CreateUnbounded<ServerEvent>(new() { SingleReader = true });
    private bool _hasStarted;

    /// <summary>Sends an event; safe to call from any thread, and does not wait.</summary>
    public void Send(ServerEvent item) => _events.Writer.TryWrite(item);

    /// <summary>Does the work and writes its events until it has ended.</summary>
    /// <param name="work">Sends events; cancelled when the client disconnects.</param>
    /// <param name="describe">The event for a failure after the response has started.</param>
    /// <param name="cancellationToken">Cancelled when the client disconnects or the host stops.</param>
    /// <exception cref="Exception">Any failure before the response has started.</exception>
    public async Task RunAsync(
        Func<CancellationToken, Task> work, Func<Exception, ServerEvent> describe, CancellationToken cancellationToken)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = RunToEndAsync(work, cancellation.Token);
        try
        {
            await WriteEventsAsync(cancellation.Token);
            await running;
        }
        catch (Exception exception) when (_hasStarted)
        {
            // Otherwise the client has gone, and there is no one to report to.
            if (running.IsFaulted && !cancellationToken.IsCancellationRequested) await WriteAsync(describe(exception), cancellationToken);
        }
        finally
        {
            // Nothing of the work may outlive the request.
            await cancellation.CancelAsync();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunToEndAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
        }
        finally
        {
            _events.Writer.TryComplete();
        }
    }

    private async Task WriteEventsAsync(CancellationToken cancellationToken)
    {
        var available = _events.Reader.WaitToReadAsync(cancellationToken).AsTask();
        while (true)
        {
            try
            {
                if (!await available.WaitAsync(HeartbeatInterval, time, cancellationToken)) return;
            }
            catch (TimeoutException)
            {
                await WriteAsync(Heartbeat, cancellationToken);
                continue;
            }

            while (_events.Reader.TryRead(out var item)) await WriteAsync(item, cancellationToken);
            available = _events.Reader.WaitToReadAsync(cancellationToken).AsTask();
        }
    }

    private Task WriteAsync(ServerEvent item, CancellationToken cancellationToken)
        => WriteAsync(
            [.. item.Name is null ? [] : Encoding.UTF8.GetBytes($"event: {item.Name}\n"), .. "data: "u8, .. item.Data, .. "\n\n"u8],
            cancellationToken);

    private async Task WriteAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        if (!_hasStarted) Start();
        await response.Body.WriteAsync(bytes, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    private void Start()
    {
        _hasStarted = true;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        // Proxies such as nginx collect a response unless they are asked not to.
        response.Headers["X-Accel-Buffering"] = "no";
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }
}
