using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Grpc.Core;

namespace Speech.Functions.Tests.AzureFunctions.Support;

/// <summary>The conversation with one worker: sends messages, and hands each answer to the caller that waits for it.</summary>
internal sealed class WorkerChannel
{
    private readonly Channel<JsonObject> _outgoing = Channel.CreateUnbounded<JsonObject>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonObject>> _waiting = new();
    private readonly ConcurrentQueue<string> _log = new();

    /// <summary>What the worker has logged.</summary>
    public string Log => string.Join('\n', _log);

    /// <summary>Sends a message.</summary>
    /// <param name="kind">The name of its content, such as <c>workerInitRequest</c>.</param>
    /// <param name="content">The content.</param>
    public void Send(string kind, JsonObject content) => _outgoing.Writer.TryWrite(new() { ["requestId"] = "host", [kind] = content });

    /// <summary>The next message of a kind.</summary>
    /// <param name="kind">The name of its content.</param>
    /// <param name="id">The id of the function or the invocation that it belongs to; none by default.</param>
    public Task<JsonObject> ReceiveAsync(string kind, string id = "")
        => Waiting(kind, id).Task.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>Runs until the worker ends the stream.</summary>
    public async Task RunAsync(
        IAsyncStreamReader<JsonObject> incoming, IServerStreamWriter<JsonObject> outgoing, CancellationToken cancellationToken)
    {
        var sending = SendAllAsync(outgoing, cancellationToken);
        // It ends with an exception where the worker was killed.
        await HandAllAsync(incoming, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var waiting in _waiting.Values) waiting.TrySetException(new IOException($"The worker has gone:\n{Log}"));
        _outgoing.Writer.TryComplete();
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task HandAllAsync(IAsyncStreamReader<JsonObject> incoming, CancellationToken cancellationToken)
    {
        while (await incoming.MoveNext(cancellationToken)) Hand(incoming.Current);
    }

    private async Task SendAllAsync(IServerStreamWriter<JsonObject> outgoing, CancellationToken cancellationToken)
    {
        await foreach (var message in _outgoing.Reader.ReadAllAsync(cancellationToken))
            await outgoing.WriteAsync(message, cancellationToken);
    }

    private void Hand(JsonObject message)
    {
        // A worker also sends messages without content.
        if (message.FirstOrDefault(member => member.Key != "requestId") is not (string kind, JsonObject content)) return;
        if (kind == "rpcLog") _log.Enqueue($"{content["message"]} {content["exception"]?.ToJsonString()}");
        else Waiting(kind, (string?)(content["invocationId"] ?? content["functionId"]) ?? "").TrySetResult(content);
    }

    private TaskCompletionSource<JsonObject> Waiting(string kind, string id)
        => _waiting.GetOrAdd(kind + id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
