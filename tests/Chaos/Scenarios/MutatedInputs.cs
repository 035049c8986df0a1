using Speech.Chaos.Support;
using Speech.Functions.Tests.Fakes;
using Speech.TestSupport;

namespace Speech.Chaos.Scenarios;

/// <summary>Damaged bodies of every kind: each is transcribed or refused, memory does not grow, and nothing is left on disk.</summary>
internal static class MutatedInputs
{
    private const double MaxGrowth = 1.2;

    public static async Task<string> RunAsync(ChaosSize size, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        using var host = new HostProcess(Models.Tiny(folder));
        using var client = await host.ConnectAsync(cancellationToken);
        var whole = await Bodies.CreateAsync(Models.Noise(seed: 1, seconds: 0.3), folder, cancellationToken);
        var statuses = new int[size.Mutations];

        await PostAsync(0, size.Mutations / 3);
        var first = host.PeakMegabytes;
        await PostAsync(size.Mutations / 3, size.Mutations);
        var last = host.PeakMegabytes;

        var counts = statuses.CountBy(status => status).OrderBy(count => count.Key).ToList();
        LawBrokenException.Unless(counts.All(count => count.Key is 200 or 400 or 413 or 415), "Statuses: " + Join(counts));
        LawBrokenException.Unless(last <= MaxGrowth * first, $"The peak of memory grew from {first} to {last} MB");
        LawBrokenException.Unless(host.FilesLeft.Count == 0, "Files are left: " + string.Join(' ', host.FilesLeft));
        LawBrokenException.Unless(await client.GetStringAsync("/health", cancellationToken) == "OK", "It is not healthy");
        return $"{size.Mutations} bodies of {whole.Count} kinds: {Join(counts)}; peak of memory {first} MB after a third, {last} MB at the "
            + "end";

        Task PostAsync(int from, int to) => Parallel.ForAsync(
            from, to, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken }, async (number, token) =>
            {
                var (body, type, route) = whole[number % whole.Count];
                using var content = new ByteArrayContent(Mutation.Of(body, new Random(number)));
                content.Headers.TryAddWithoutValidation("Content-Type", type);
                using var response = await client.PostAsync(route, content, token);
                statuses[number] = (int)response.StatusCode;
            });
    }

    private static string Join(IEnumerable<KeyValuePair<int, int>> counts)
        => string.Join(", ", counts.Select(count => $"{count.Value} x {count.Key}"));
}
