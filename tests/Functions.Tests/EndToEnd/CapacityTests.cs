using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Functions.Tests.Fakes;
using Speech.TestSupport;
using Speech.Transcription.Permits;

namespace Speech.Functions.Tests.EndToEnd;

/// <summary>Concurrent clients and a disconnecting one, with the real engines.</summary>
[Collection(nameof(Alone))]
public sealed class CapacityTests(CapacityTests.SmallCheckpoint small) : IClassFixture<CapacityTests.SmallCheckpoint>
{
    private const int Requests = 32, Permits = 4;

    [Fact]
    public async Task Of_32_concurrent_requests_none_is_lost_or_mixed_up()
    {
        await using var endpoint = await Endpoint.StartRealAsync(small.Path, ("MAX_CONCURRENT_REQUESTS", $"{Permits}"));
        var clips = Clips();
        var alone = new List<string>();
        foreach (var clip in clips) alone.Add((await PostAsync(endpoint, clip)).Body);
        // Equal transcripts could hide a mix-up.
        Assert.Equal(Requests, alone.Distinct().Count());

        // Those without a permit wait.
        var answers = await Task.WhenAll(clips.Select(async clip => (await PostAsync(endpoint, clip)).Body));

        Assert.Equal(alone, answers);
        Assert.Equal(0, endpoint.Services.GetRequiredService<PermitGate>().InFlight);
        Assert.DoesNotContain(endpoint.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_that_disconnects_during_ten_minutes_of_audio_frees_its_permit_at_once()
    {
        await using var endpoint = await Endpoint.StartRealAsync(small.Path, ("MAX_CONCURRENT_REQUESTS", "2"));
        var gate = endpoint.Services.GetRequiredService<PermitGate>();
        var expected = (await PostAsync(endpoint, Recording.Jfk)).Body;
        using var gone = new CancellationTokenSource();
        // Window by window: fifty times the work of the concurrent short request.
        var leaving = endpoint.PostAsync(Recording.Jfk.Times(55).Wav, "audio/wav", "/?batch_size=1", gone.Token);
        await UntilAsync(() => gate.InFlight == 1);

        // Requests share the decoder: when two short ones have been answered, the long one is still decoding.
        await PostAsync(endpoint, Recording.Jfk);
        Assert.Equal(expected, (await PostAsync(endpoint, Recording.Jfk)).Body);
        Assert.Equal(1, gate.InFlight);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        // A step is a fraction of a window; hundreds of windows were left.
        for (var number = 0; number < 3 && gate.InFlight > 0; number++)
            Assert.Equal(expected, (await PostAsync(endpoint, Recording.Jfk)).Body);
        Assert.Equal(0, gate.InFlight);
        Assert.Equal(expected, (await PostAsync(endpoint, Recording.Jfk)).Body);
        Assert.DoesNotContain(endpoint.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    /// <summary>One window or two each, with different lengths and offsets.</summary>
    private static List<Recording> Clips()
    {
        var speech = Recording.Join(Recording.Meetings, Recording.Jfk);
        return [.. Enumerable.Range(0, Requests).Select(number => speech.From(number * 1.7, 1.5 + (number * 0.05)))];
    }

    private static Task<Answer> PostAsync(Endpoint endpoint, Recording clip) => endpoint.PostAsync(clip.Wav, "audio/wav");

    private static async Task UntilAsync(Func<bool> condition)
    {
        var deadline = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(deadline.Elapsed < TimeSpan.FromSeconds(60), "the condition was not met within a minute");
            await Task.Yield();
        }
    }

    /// <summary>A checkpoint with short windows.</summary>
    public sealed class SmallCheckpoint : IDisposable
    {
        private readonly TempFolder _folder = new();

        public SmallCheckpoint() => TinyCheckpoint.CopySmallTo(_folder.Path);

        public string Path => _folder.Path;

        public void Dispose() => _folder.Dispose();
    }
}
