using System.Diagnostics;
using System.Net;
using Speech.Chaos.Support;

namespace Speech.Chaos.Scenarios;

/// <summary>Many clients at the default settings: few answers of 429, and a client that waits as long as it is asked to is
/// served.</summary>
internal static class ManyClients
{
    private const int MaxTries = 5, Clips = 8;
    private const double MaxRejections = 0.2, MaxGrowth = 1.2;

    public static async Task<string> RunAsync(ChaosSize size, CancellationToken cancellationToken)
    {
        using var host = new HostProcess(Models.Demo);
        using var client = await host.ConnectAsync(cancellationToken);
        // Different answers, which would show a mix-up.
        var clips = Enumerable.Range(0, Clips).Select(number => Models.Clip(number * 1.3, seconds: 2)).ToList();
        var expected = new List<string>();
        foreach (var clip in clips) expected.Add((await PostAsync(client, clip, cancellationToken)).Body);
        var (served, rejected, longest) = (0, 0, TimeSpan.Zero);
        var (firstPeak, started) = (0L, Stopwatch.GetTimestamp());
        var lockObject = new Lock();

        await Parallel.ForAsync(
            0, size.Clients, new ParallelOptions { MaxDegreeOfParallelism = size.Clients, CancellationToken = cancellationToken },
            async (number, token) =>
            {
                for (var request = 0; request < size.RequestsPerClient; request++)
                    await ServeAsync((number + request) % Clips, token);
            });

        var (elapsed, lastPeak) = (Stopwatch.GetElapsedTime(started), host.PeakMegabytes);
        LawBrokenException.Unless(rejected <= MaxRejections * served, $"{rejected} answers of 429 for {served} requests");
        LawBrokenException.Unless(lastPeak <= MaxGrowth * firstPeak, $"The peak of memory grew from {firstPeak} to {lastPeak} MB");
        return $"{size.Clients} clients x {size.RequestsPerClient} requests: {served} served with the right answer, {rejected} answers of "
            + $"429, {served / elapsed.TotalSeconds:0.0} a second, longest {longest.TotalSeconds:0.0} s; peak of memory {firstPeak} MB "
            + $"after a third, {lastPeak} MB at the end";

        async Task ServeAsync(int clip, CancellationToken token)
        {
            var begun = Stopwatch.GetTimestamp();
            for (var tries = 0; tries < MaxTries; tries++)
            {
                var answer = await PostAsync(client, clips[clip], token);
                if (answer.RetryAfter is { } delay)
                {
                    Interlocked.Increment(ref rejected);
                    await Task.Delay(delay, token);
                    continue;
                }
                LawBrokenException.Unless(answer.Body == expected[clip], "Another answer: " + answer.Body);
                lock (lockObject)
                {
                    if (++served == size.Clients * size.RequestsPerClient / 3) firstPeak = host.PeakMegabytes;
                    if (Stopwatch.GetElapsedTime(begun) is var time && time > longest) longest = time;
                }
                return;
            }
            throw new LawBrokenException($"A client gave up after {MaxTries} answers of 429");
        }
    }

    private static async Task<(string Body, TimeSpan? RetryAfter)> PostAsync(
        HttpClient client, byte[] audio, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(audio);
        content.Headers.TryAddWithoutValidation("Content-Type", "audio/wav");
        using var response = await client.PostAsync("/", content, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        LawBrokenException.Unless(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests, body);
        return (body, response.StatusCode is HttpStatusCode.OK ? null : response.Headers.RetryAfter!.Delta);
    }
}
