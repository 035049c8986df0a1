using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Speech.Storage;
using Speech.Storage.Blobs;
using Speech.Storage.Options;

namespace Speech.Functions.AzureFunctions;

/// <summary>The blobs that the blob function transcribes. When the process has to stop, they may go on for the grace period; those that
/// are not done then give up their lease, so that another host takes them.</summary>
internal sealed class TriggeredBlobs(
    BlobTranscription transcription, IOptions<BackgroundOptions> options, IHostApplicationLifetime lifetime,
    TimeProvider time) : IHostedService
{
    private readonly ConcurrentDictionary<Task, byte> _running = new();

    /// <summary>Transcribes a blob until it is done.</summary>
    /// <param name="name">The name of the blob in the audio container.</param>
    /// <param name="stoppingToken">Cancelled when the functions host ends the invocation.</param>
    public async Task TranscribeAsync(string name, CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        await using var working = new GraceToken(options.Value.ShutdownGrace, time, stopping.Token);
        var running = transcription.TranscribeUntilDoneAsync(name, options.Value.TriggerRetryLimit, working.Token);
        _running.TryAdd(running, 0);
        try
        {
            await running;
        }
        finally
        {
            _running.TryRemove(running, out _);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits for the blobs, which are cancelled when the grace period ends.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
        => await Task.WhenAll(_running.Keys).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
