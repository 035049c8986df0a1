using System.Diagnostics;
using System.Net;
using Speech.Chaos.Support;
using Speech.Functions.Tests.Fakes;
using Speech.TestSupport;

namespace Speech.Chaos.Scenarios;

/// <summary>One host for a long time, with everything at once: requests of every kind, damaged ones, clients that go away, blobs and jobs
/// with a faulty storage. Answers stay right, and nothing grows: memory, files, threads, programs.</summary>
internal static class Soak
{
    private const int Seed = 27, MaxFaultyCall = 40;
    private const double MaxGrowth = 1.2;

    /// <summary>Files and threads come and go with the connections of the moment.</summary>
    private const int MaxFurtherFiles = 64, MaxFurtherThreads = 32;

    private static readonly TimeSpan LongestStay = TimeSpan.FromMilliseconds(500), StorageInterval = TimeSpan.FromSeconds(4);

    public static async Task<string> RunAsync(ChaosSize size, CancellationToken cancellationToken)
    {
        using var emulator = await StorageEmulator.StartAsync(cancellationToken);
        await using var proxy = await FaultyProxy.StartAsync(emulator.Address, cancellationToken);
        using var folder = new TempFolder();
        using var host = new HostProcess([.. Models.Demo, .. SharedBlobs.SettingsAt(proxy.Address)]);
        using var client = await host.ConnectAsync(cancellationToken);
        var bodies = await Bodies.CreateAsync(Models.Clip(0, seconds: 2), folder, cancellationToken);
        var expected = new List<string>();
        foreach (var body in bodies) expected.Add((await PostAsync(client, body, body.Body, cancellationToken)).Body);
        var (served, damaged, gone) = (0, 0, 0);
        var names = new List<string>();
        var started = Stopwatch.GetTimestamp();

        await ServeForAsync(size.Soak / 3);
        var (memory, files, threads) = (host.PeakMegabytes, host.OpenFiles, host.Threads);
        await ServeForAsync(2 * size.Soak / 3);

        proxy.Plan();
        await SharedBlobs.VerifyDoneAsync(emulator, names, cancellationToken);
        SharedBlobs.VerifyPublishedOnce([host]);
        var (lastMemory, lastFiles, lastThreads) = (host.PeakMegabytes, host.OpenFiles, host.Threads);
        LawBrokenException.Unless(lastMemory <= MaxGrowth * memory, $"The peak of memory grew from {memory} to {lastMemory} MB");
        LawBrokenException.Unless(lastFiles <= files + MaxFurtherFiles, $"Open files grew from {files} to {lastFiles}");
        LawBrokenException.Unless(lastThreads <= threads + MaxFurtherThreads, $"Threads grew from {threads} to {lastThreads}");
        LawBrokenException.Unless(host.Children == 0, $"{host.Children} programs are left");
        LawBrokenException.Unless(host.FilesLeft.Count == 0, "Files are left: " + string.Join(' ', host.FilesLeft));
        LawBrokenException.Unless(await client.GetStringAsync("/health", cancellationToken) == "OK", "It is not healthy");
        return $"{Stopwatch.GetElapsedTime(started).TotalMinutes:0.0} minutes: {served} requests of {bodies.Count} kinds served with the "
            + $"right answer, {damaged} damaged ones, {gone} clients that went away, {names.Count} blobs and jobs with {proxy.Applied} "
            + $"faults of the storage, each done once; after a third and at the end: peak of memory {memory} and {lastMemory} MB, open "
            + $"files {files} and {lastFiles}, threads {threads} and {lastThreads}";

        async Task ServeForAsync(TimeSpan time)
        {
            var end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
            await Task.WhenAll(
                RepeatAsync(1, ServeAsync), RepeatAsync(2, ServeAsync), RepeatAsync(3, DamageAsync), RepeatAsync(4, LeaveAsync),
                RepeatAsync(5, StoreAsync));

            async Task RepeatAsync(int seed, Func<Random, Task> actAsync)
            {
                var random = new Random(Seed + seed);
                while (Stopwatch.GetTimestamp() < end) await actAsync(random);
            }
        }

        async Task ServeAsync(Random random)
        {
            var kind = random.Next(bodies.Count);
            var (status, body) = await PostAsync(client, bodies[kind], bodies[kind].Body, cancellationToken);
            LawBrokenException.Unless(status is HttpStatusCode.OK && body == expected[kind], $"{bodies[kind].Type}: {status}, {body}");
            Interlocked.Increment(ref served);
        }

        async Task DamageAsync(Random random)
        {
            var body = bodies[random.Next(bodies.Count)];
            var (status, answer) = await PostAsync(client, body, Mutation.Of(body.Body, random), cancellationToken);
            LawBrokenException.Unless((int)status is 200 or 400 or 413 or 415, $"{body.Type}, damaged: {status}, {answer}");
            damaged++;
        }

        async Task LeaveAsync(Random random)
        {
            using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            leave.CancelAfter(random.NextDouble() * LongestStay);
            var body = bodies[random.Next(bodies.Count)];
            await PostAsync(client, body, body.Body, leave.Token).ContinueWith(
                _ => { }, cancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
            gone++;
        }

        async Task StoreAsync(Random random)
        {
            var kinds = Enum.GetValues<FaultKind>();
            var name = $"soak-{names.Count}.wav";
            proxy.Plan((random.Next(MaxFaultyCall), kinds[random.Next(kinds.Length)]));
            await SharedBlobs.UploadAsync(emulator, [name], cancellationToken);
            names.Add(name);
            if (await StorageFaults.TryAddJobAsync(client, cancellationToken) is { } job) names.Add("jobs/" + job);
            await Task.Delay(StorageInterval, cancellationToken);
        }
    }

    private static async Task<(HttpStatusCode Status, string Body)> PostAsync(
        HttpClient client, (byte[] Body, string Type, string Route) kind, byte[] body, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", kind.Type);
        using var response = await client.PostAsync(kind.Route, content, cancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }
}
