using System.Diagnostics;
using Speech.Chaos.Support;
using Speech.Functions.Tests.Fakes;
using Speech.TestSupport;

namespace Speech.Chaos.Scenarios;

/// <summary>Damaged bodies of every kind: each is transcribed or refused, memory does not grow, and nothing is left on disk.</summary>
internal static class MutatedInputs
{
    private const double MaxGrowth = 1.2;
    private const string Parameters = """{"task": "transcribe", "batch_size": 24, "language": "en", "chunk_length_s": 30.0}""";

    public static async Task<string> RunAsync(ChaosSize size, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        using var host = new HostProcess(Models.Tiny(folder));
        using var client = await host.ConnectAsync(cancellationToken);
        var whole = await BodiesAsync(folder, cancellationToken);
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

    private static async Task<List<(byte[] Body, string Type, string Route)>> BodiesAsync(
        TempFolder folder, CancellationToken cancellationToken)
    {
        var wav = Models.Noise(seed: 1, seconds: 0.3);
        var bodies = new List<(byte[], string, string)>
        {
            (wav, "audio/wav", "/"),
            (Forms.Json(wav, Parameters), "application/json", "/"),
            (Forms.Json(wav, Parameters, parametersFirst: true), "application/json", "/"),
            (Forms.Multipart(wav, Parameters), Forms.MultipartType, "/"),
            (Forms.Multipart(wav, Parameters, parametersFirst: true), Forms.MultipartType, "/"),
            (Forms.Multipart(wav), Forms.MultipartType, "/v1/audio/transcriptions"),
        };
        var source = folder.Write("noise.wav", wav);
        foreach (var (name, type) in new[]
        {
            ("a.m4a", "audio/mp4"), ("a.mp3", "audio/mpeg"), ("a.flac", "audio/flac"), ("a.ogg", "audio/ogg"),
        })
            if (await EncodeAsync(source, folder.Sub(name), cancellationToken) is { } encoded) bodies.Add((encoded, type, "/"));
        return bodies;
    }

    /// <summary>Null where ffmpeg, or its encoder, is not installed.</summary>
    private static async Task<byte[]?> EncodeAsync(string source, string target, CancellationToken cancellationToken)
    {
        try
        {
            using var ffmpeg = Process.Start("ffmpeg", ["-v", "quiet", "-y", "-i", source, target]);
            await ffmpeg.WaitForExitAsync(cancellationToken);
            return ffmpeg.ExitCode == 0 ? await File.ReadAllBytesAsync(target, cancellationToken) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
