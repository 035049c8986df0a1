using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Speech.Audio.Pcm;
using Speech.Functions.Errors;
using Speech.Functions.OpenAI;
using Speech.Functions.Options;
using Speech.Functions.Responses;
using Speech.Transcription.Live;
using Speech.Transcription.Parameters;

namespace Speech.Functions.Realtime;

/// <summary>One session: reads the events of the client and sends those of its transcription.</summary>
/// <param name="socket">The connection.</param>
/// <param name="live">The transcription.</param>
/// <param name="settings">The settings at first.</param>
/// <param name="reader">Reads changes of the settings.</param>
/// <param name="model">The name of the model.</param>
/// <param name="limits">The limits.</param>
/// <param name="report">What the client is to know of a failure; logs it.</param>
/// <param name="time">The clock.</param>
internal sealed class RealtimeSession(
    WebSocket socket, LiveTranscription live, RealtimeSettings settings, RealtimeSettingsReader reader, string model,
    RealtimeOptions limits, Func<Exception, EndpointError> report, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(2);

    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly long _started = time.GetTimestamp();
    private readonly RealtimeSocket _messages = new(socket, limits.MaxMessageKilobytes * 1024);
    private RealtimeSettings _settings = settings;
    private Task<ReadOnlyMemory<byte>?>? _receiving;
    private PcmStreamDecoder _audio = new(settings.Encoding, settings.SampleRate);

    // Turns whose text has not been sent.
    private int _pendingTurns;

    /// <summary>Runs until the client closes the connection, or a limit is reached.</summary>
    /// <param name="cancellationToken">Cancelled when the client has disconnected or the host stops.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = SendEventsAsync(ending);
        try
        {
            await SendAsync(new SessionEvent("session.created", SessionJson()), ending.Token);
            await ReceiveAsync(ending.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // The client has gone.
        }
        finally
        {
            await ending.CancelAsync();
            await sending;
            socket.Abort();
        }
    }

    public void Dispose() => _messages.Dispose();

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        var hasEnded = false;
        while (!hasEnded)
        {
            var remaining = limits.MaxDuration - time.GetElapsedTime(_started);
            if (remaining <= TimeSpan.Zero)
            {
                // Also of a client whose messages never end.
                await ExpireAsync(cancellationToken);
                return;
            }

            var isLast = remaining < limits.IdleTimeout;
            _receiving ??= _messages.ReceiveAsync(cancellationToken);
            try
            {
                var message = await _receiving.WaitAsync(isLast ? remaining : limits.IdleTimeout, time, cancellationToken);
                _receiving = null;
                hasEnded = message is null || !await HandleAsync(message.Value, cancellationToken);
                if (message is null) await _messages.CloseAsync(WebSocketCloseStatus.NormalClosure, "", cancellationToken);
            }
            catch (TimeoutException) when (isLast || Volatile.Read(ref _pendingTurns) > 0)
            {
                // The session has expired, or the client waits for a text.
            }
            catch (TimeoutException)
            {
                hasEnded = true;
                await EndAsync(
                    WebSocketCloseStatus.PolicyViolation, Invalid("idle_timeout", $"There was no message for {limits.IdleSeconds} s"),
                    cancellationToken);
            }
            catch (MessageTooLargeException exception)
            {
                (hasEnded, _receiving) = (true, null);
                await EndAsync(WebSocketCloseStatus.MessageTooBig, Invalid("message_too_large", exception.Message), cancellationToken);
            }
        }
    }

    private Task ExpireAsync(CancellationToken cancellationToken) => EndAsync(
        WebSocketCloseStatus.PolicyViolation, Invalid("session_expired", $"A session lasts at most {limits.MaxMinutes} minutes"),
        cancellationToken);

    /// <returns>False where the session has ended.</returns>
    private async Task<bool> HandleAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        string? eventId = null;
        try
        {
            using var json = Parse(message);
            eventId = Text(json.RootElement, "event_id");
            await HandleAsync(json.RootElement, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or WebSocketException))
        {
            var error = report(exception);
            var described = Describe(error, eventId);
            if (error.Status < StatusCodes.Status500InternalServerError)
            {
                await SendAsync(new ErrorEvent(described), cancellationToken);
                return true;
            }

            await EndAsync(WebSocketCloseStatus.InternalServerError, described, cancellationToken);
            return false;
        }
    }

    private async Task HandleAsync(JsonElement item, CancellationToken cancellationToken)
    {
        switch (Text(item, "type"))
        {
            case "session.update":
                await UpdateAsync(item.TryGetProperty("session", out var session) ? session : default, cancellationToken);
                break;
            case "input_audio_buffer.append":
                if (!item.TryGetProperty("audio", out var audio) || audio.ValueKind is not JsonValueKind.String
                    || !audio.TryGetBytesFromBase64(out var bytes))
                    throw new InvalidFieldException("audio", "audio must be base64");
                await live.AppendAsync(_audio.Push(bytes), cancellationToken);
                break;
            case "input_audio_buffer.commit":
                if (!await live.CommitAsync(cancellationToken))
                    throw new InvalidFieldException(
                        "type", "There is nothing to commit: the buffer has no audio, or no speech was detected");
                break;
            case "input_audio_buffer.clear":
                await live.ClearAsync();
                await live.MarkAsync(new PlainEvent("input_audio_buffer.cleared"), cancellationToken);
                break;
            default:
                throw new InvalidFieldException(
                    "type",
                    "type must be session.update, input_audio_buffer.append, input_audio_buffer.commit or input_audio_buffer.clear");
        }
    }

    private async Task UpdateAsync(JsonElement session, CancellationToken cancellationToken)
    {
        var changed = reader.Apply(_settings, session);
        if ((changed.Encoding, changed.SampleRate) != (_settings.Encoding, _settings.SampleRate))
            _audio = new(changed.Encoding, changed.SampleRate);
        _settings = changed;
        live.Settings = changed.Live;
        // After the events of the audio before it.
        await live.MarkAsync(new SessionEvent("session.updated", SessionJson()), cancellationToken);
    }

    private async Task SendEventsAsync(CancellationTokenSource ending)
    {
        try
        {
            await foreach (var item in live.Events.ReadAllAsync(ending.Token))
            {
                if (item is TurnCommitted) Interlocked.Increment(ref _pendingTurns);
                foreach (var sent in LiveEvents.Translate(item, _id, _settings, exception => Describe(report(exception), eventId: null)))
                    await SendAsync(sent, ending.Token);
                if (item is FinalText or TurnFailed) Interlocked.Decrement(ref _pendingTurns);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // The client has gone, which need not have reached the side that receives; or this side has closed the connection.
            if (socket.State is not WebSocketState.CloseSent) await ending.CancelAsync();
        }
    }

    /// <summary>Closes the connection, and waits a moment for the client to do so: what it has not read yet would be lost.</summary>
    private async Task EndAsync(WebSocketCloseStatus status, RealtimeError error, CancellationToken cancellationToken)
    {
        await SendAsync(new ErrorEvent(error), cancellationToken);
        await _messages.CloseAsync(status, error.Code ?? "", cancellationToken);
        try
        {
            await ReceiveRestAsync(cancellationToken).WaitAsync(ClosingTime, time, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or MessageTooLargeException)
        {
            // It does not.
        }
    }

    private async Task ReceiveRestAsync(CancellationToken cancellationToken)
    {
        var receiving = _receiving ?? _messages.ReceiveAsync(cancellationToken);
        while (await receiving is not null) receiving = _messages.ReceiveAsync(cancellationToken);
    }

    private static RealtimeError Invalid(string code, string message) => new("invalid_request_error", code, message, null, null);

    private Task SendAsync(RealtimeEvent item, CancellationToken cancellationToken) => _messages.SendAsync(item, cancellationToken);

    private JsonObject SessionJson() => _settings.ToJson($"sess_{_id}", model);

    private static RealtimeError Describe(EndpointError error, string? eventId)
    {
        var details = OpenAIErrorBody.Create(error.Status, error.Message, error.Field).Error;
        return new(details.Type, details.Code, details.Message, details.Param, eventId);
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> message)
    {
        try
        {
            var json = JsonDocument.Parse(message, new() { AllowDuplicateProperties = false });
            ParameterJson.DecodeTexts(json.RootElement);
            if (json.RootElement.ValueKind is JsonValueKind.Object) return json;
            json.Dispose();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Reported below.
        }

        throw new InvalidBodyException("A message must be a JSON object, without duplicate members, in valid Unicode");
    }

    private static string? Text(JsonElement item, string name)
        => item.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
