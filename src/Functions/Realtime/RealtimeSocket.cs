using System.Globalization;
using System.Net.WebSockets;
using Speech.Functions.OpenAI;

namespace Speech.Functions.Realtime;

/// <summary>Whole messages over a WebSocket: one reader, any number of writers.</summary>
/// <param name="socket">The connection; not disposed.</param>
/// <param name="maxBytes">The largest message of the client.</param>
internal sealed class RealtimeSocket(WebSocket socket, int maxBytes) : IDisposable
{
    private readonly SemaphoreSlim _sending = new(1);
    private byte[] _buffer = new byte[Math.Min(maxBytes, 16 * 1024)];
    private int _events;

    /// <summary>Receives the next message.</summary>
    /// <returns>Valid until the next call; null where the client has closed the connection.</returns>
    /// <exception cref="MessageTooLargeException">The message exceeds the limit.</exception>
    public async Task<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        for (var length = 0; ;)
        {
            if (length == _buffer.Length) Grow();
            var received = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            if (received.MessageType is WebSocketMessageType.Close) return null;
            length += received.Count;
            if (received.EndOfMessage) return _buffer.AsMemory(0, length);
        }
    }

    /// <summary>Sends an event; safe to call from any thread.</summary>
    public async Task SendAsync(RealtimeEvent item, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            var numbered = item with { EventId = string.Create(CultureInfo.InvariantCulture, $"event_{++_events}") };
            await socket.SendAsync(
                OpenAIJson.Write<object>(numbered), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Ends the connection.</summary>
    public async Task CloseAsync(WebSocketCloseStatus status, string reason, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await socket.CloseOutputAsync(status, reason, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    public void Dispose() => _sending.Dispose();

    private void Grow()
    {
        if (_buffer.Length >= maxBytes) throw new MessageTooLargeException(maxBytes);
        Array.Resize(ref _buffer, Math.Min(maxBytes, _buffer.Length * 2));
    }
}

/// <summary>A message of the client exceeds the limit.</summary>
internal sealed class MessageTooLargeException(int limit) : Exception($"A message has at most {limit / 1024} KB");
