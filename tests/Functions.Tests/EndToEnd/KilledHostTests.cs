using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Storage.Blobs;
using Speech.Audio.Tests.Support;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Storage.Tests.Support;
using Speech.TestSupport;

namespace Speech.Functions.Tests.EndToEnd;

/// <summary>Real processes, a real checkpoint, a real kill.</summary>
public sealed partial class KilledHostTests(Azurite azurite)
{
    private const int Count = 50;
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_blob_is_published_once_although_one_of_two_hosts_is_killed()
    {
        using var folder = new TemporaryFolder();
        var model = Directory.CreateDirectory(folder.PathOf("model")).FullName;
        TinyCheckpoint.CopySmallTo(model);
        var account = await Account.CreateAsync(azurite);
        (string, string)[] settings = [.. account.Settings, ("INBOX", "on"), ("INBOX_SECONDS", "1"), ("TRANSCRIPT_FORMATS", "none")];

        using var killed = new HostProcess(model, settings);
        using var other = new HostProcess(model, settings);
        await UntilAsync(account, _ => killed.IsListening && other.IsListening, other);
        await Task.WhenAll(Enumerable.Range(0, Count).Select(number
            => account.UploadAsync($"{number}.wav", Recording.Jfk.From(number % 9, 2).Wav)));
        await UntilAsync(account, transcripts => transcripts.Count >= 3, killed);
        await killed.KillAsync();
        var transcripts = await UntilAsync(account, transcripts => transcripts.Count == Count, other);

        foreach (var transcript in transcripts)
            Assert.True(JsonElement.Parse((await account.ReadAsync(transcript))!).TryGetProperty("text", out _));
        var published = Published().Matches(killed.Output + "\n" + other.Output);
        Assert.NotEmpty(published);
        Assert.All(published.GroupBy(match => match.Groups["name"].Value), matches => Assert.Single(matches));
    }

    /// <summary>Polls the published transcripts until a condition holds.</summary>
    private static async Task<List<string>> UntilAsync(Account account, Predicate<List<string>> condition, HostProcess host)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        timeout.CancelAfter(Timeout);
        await account.Transcripts.CreateIfNotExistsAsync(cancellationToken: Stop);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (await timer.WaitForNextTickAsync(timeout.Token))
        {
            Assert.False(host.HasExited, host.Output);
            var transcripts = (await Account.NamesAsync(account.Transcripts))
                .Where(name => name.EndsWith(".wav.json", StringComparison.Ordinal)).ToList();
            if (condition(transcripts)) return transcripts;
        }
        throw new InvalidOperationException(host.Output);
    }

    [GeneratedRegex(@"Blob (?<name>\S+): Published")]
    private static partial Regex Published();
}
