using System.Collections.Concurrent;
using System.Text.Json;
using Speech.Chaos.Support;
using Speech.TestSupport;

namespace Speech.Chaos.Scenarios;

/// <summary>Parts of recordings in random order, with pauses: the times of words and chunks are in order and inside speech.</summary>
internal static class SplicedSpeech
{
    /// <summary>The first answers that break a law, in the order of their numbers, which are the seeds.</summary>
    private const int MaxShown = 5;

    private const int ProgressInterval = 50;

    /// <param name="models">Settings of the models.</param>
    /// <param name="count">The number of splices.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task<string> RunAsync(
        IReadOnlyList<(string Name, string Value)> models, int count, CancellationToken cancellationToken)
    {
        using var host = new HostProcess(models);
        using var client = await host.ConnectAsync(cancellationToken);
        var broken = new ConcurrentDictionary<int, string>();
        var (done, words, silent) = (0, 0, 0);
        await Parallel.ForAsync(
            0, count, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellationToken }, async (number, token) =>
            {
                using var content = new ByteArrayContent(Models.Splice(Models.Recordings, new Random(number)));
                content.Headers.TryAddWithoutValidation("Content-Type", "audio/wav");
                using var response = await client.PostAsync("/?return_timestamps=word&return_turns=true", content, token);
                var body = await response.Content.ReadAsStringAsync(token);
                LawBrokenException.Unless(response.IsSuccessStatusCode, $"Splice {number}: {body}");
                var answer = JsonElement.Parse(body);
                if (TranscriptLaws.FindBroken(answer) is { } law)
                {
                    broken[number] = law;
                    await Console.Error.WriteLineAsync($"{number}: {law}");
                }
                var found = answer.GetProperty("chunks").EnumerateArray().Sum(chunk => chunk.GetProperty("words").GetArrayLength());
                Interlocked.Add(ref words, found);
                if (found == 0) Interlocked.Increment(ref silent);
                if (Interlocked.Increment(ref done) % ProgressInterval == 0)
                    await Console.Error.WriteLineAsync($"{done} splices, {words} words, {broken.Count} broken, {silent} without text");
            });
        LawBrokenException.Unless(
            broken.IsEmpty,
            $"{broken.Count} of {count}: "
            + string.Join("; ", broken.OrderBy(pair => pair.Key).Take(MaxShown).Select(pair => $"{pair.Key}: {pair.Value}")));
        LawBrokenException.Unless(silent == 0, $"{silent} of {count} splices have no text");
        return $"{count} splices, {words} words: all in order, inside their chunks and none before the first speech";
    }
}
