using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Speech.Audio.Tests.Support;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Permits;

namespace Speech.Functions.Tests.EndToEnd;

/// <summary>Damaged bodies, through to the real decoders and the network.</summary>
[Collection(nameof(Alone))]
public sealed class DamagedBodyTests(ITestOutputHelper log)
{
    private const int Bodies = 2000, WarmUp = 200, AtOnce = 8;
    private const string Parameters = """{"task": "transcribe", "batch_size": 24, "language": "en", "chunk_length_s": 30.0, "return_timestamps": true}""";

    [Fact]
    public async Task Two_thousand_damaged_bodies_are_refused_or_answered_and_leave_nothing_behind()
    {
        FfmpegTool.Require();
        using var folder = new TemporaryFolder();
        // Most of the damage lies before the network, and little of the time should be spent in it.
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
        // Neither all sound nor all broken: the damage reaches behind the first check.
        Assert.InRange(counts[200], Bodies / 10, Bodies * 9 / 10);
        Assert.InRange(after.Process - before.Process, long.MinValue, 200);
        Assert.InRange(after.Managed - before.Managed, long.MinValue, 20);
        Assert.Equal(0, endpoint.Services.GetRequiredService<PermitGate>().InFlight);
        Assert.DoesNotContain(endpoint.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
        // Some were no WAV any more and went to ffmpeg.
        Assert.Contains(endpoint.Log.Lines, line => line.Contains("The decoder said", StringComparison.Ordinal));
        Assert.Equal("OK", (await endpoint.GetAsync("/health")).Body);
    }

    /// <summary>The client gives up on an answer that takes two minutes, and the test with it.</summary>
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

    /// <summary>Megabytes that are kept: by the process, native ones included, and by objects alone, which what was free before does not blur.</summary>
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
