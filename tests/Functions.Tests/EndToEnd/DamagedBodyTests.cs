using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Speech.Audio.Tests.Support;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Functions.Tests.Fakes;
using Speech.TestSupport;
using Speech.Transcription.Permits;

namespace Speech.Functions.Tests.EndToEnd;

/// <summary>Damaged bodies, through to the real decoders and the network.</summary>
[Collection(nameof(Alone))]
public sealed class DamagedBodyTests(ITestOutputHelper log)
{
    private const int Bodies = 1000, WarmUp = 100, AtOnce = 8;
    private const string Parameters =
        """{"task": "transcribe", "batch_size": 24, "language": "en", "chunk_length_s": 30.0, "return_timestamps": true}""";

    [Fact]
    public async Task A_thousand_damaged_bodies_are_rejected_or_transcribed_without_leaks()
    {
        FfmpegTool.Require();
        using var folder = new TemporaryFolder();
        // Most of the damage affects code before the network, which should take little of the time.
        TinyCheckpoint.CopySmallTo(folder.PathOf(""));
        await using var endpoint = await Endpoint.StartRealAsync(folder.PathOf(""), ("MAX_CONCURRENT_REQUESTS", $"{AtOnce}"));
        var statuses = new int[Bodies];

        await PostAllAsync(endpoint, 0, WarmUp, statuses);
        var before = Memory.Now();
        var started = Stopwatch.GetTimestamp();
        await PostAllAsync(endpoint, WarmUp, Bodies, statuses);
        var elapsed = Stopwatch.GetElapsedTime(started);
        var after = Memory.Now();

        var counts = statuses.CountBy(status => status).ToDictionary();
        log.WriteLine($"{string.Join(", ", counts)} in {elapsed.TotalSeconds:0.0} s; at first {before}, at last {after}");
        Assert.All(counts.Keys, status => Assert.True(status is 200 or 400, $"status {status}"));
        // Neither all valid nor all rejected: the damage gets past the first check.
        Assert.InRange(counts[200], Bodies / 10, Bodies * 9 / 10);
        Assert.InRange(after.Process - before.Process, long.MinValue, 200);
        Assert.InRange(after.Managed - before.Managed, long.MinValue, 20);
        Assert.Equal(0, endpoint.Services.GetRequiredService<PermitGate>().InFlight);
        Assert.DoesNotContain(endpoint.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
        // Some are no longer WAV and were passed to ffmpeg.
        Assert.Contains(endpoint.Log.Lines, line => line.Contains("Output of the audio decoder", StringComparison.Ordinal));
        Assert.Equal("OK", (await endpoint.GetAsync("/health")).Body);
    }

    /// <summary>The client times out after two minutes, and the test fails.</summary>
    private static Task PostAllAsync(Endpoint endpoint, int from, int to, int[] statuses)
    {
        var wav = Recording.Jfk.From(3, 0.3).Wav;
        (byte[] Body, string Type)[] whole =
        [
            (wav, "audio/wav"),
            (Forms.Json(wav, Parameters), "application/json"),
            (Forms.Json(wav, Parameters, parametersFirst: true), "application/json"),
            (Forms.Multipart(wav, Parameters), Forms.MultipartType),
            (Forms.Multipart(wav, Parameters, parametersFirst: true), Forms.MultipartType),
        ];
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken };
        return Parallel.ForAsync(from, to, options, async (number, _) =>
        {
            var (body, type) = whole[number % whole.Length];
            statuses[number] = (await endpoint.PostAsync(Mutation.Of(body, new Random(number)), type)).Status;
        });
    }

    /// <summary>Megabytes in use: of the process, native memory included, and of live objects alone.</summary>
    private sealed record Memory(long Process, long Managed)
    {
        public static Memory Now()
        {
            var managed = GC.GetTotalMemory(forceFullCollection: true);
            using var process = System.Diagnostics.Process.GetCurrentProcess();
            return new(process.WorkingSet64 / (1024 * 1024), managed / (1024 * 1024));
        }
    }
}
