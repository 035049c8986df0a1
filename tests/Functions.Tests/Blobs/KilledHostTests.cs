using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Storage.Blobs;
using Speech.Audio.Tests.Support;
using Speech.Functions.Tests.Blobs.Support;
using Speech.Functions.Tests.EndToEnd.Support;

namespace Speech.Functions.Tests.Blobs;

/// <summary>Real processes, a real checkpoint, a real kill.</summary>
[Collection(nameof(Alone))]
public sealed partial class KilledHostTests(Azurite azurite)
{
    private const int Count = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_hosts_one_is_killed_in_the_middle_and_every_blob_is_still_published_once()
    {
        using var folder = new TemporaryFolder();
        var model = Directory.CreateDirectory(folder.PathOf("model")).FullName;
        TinyCheckpoint.CopySmallTo(model);
        var account = await Account.CreateAsync(azurite);
        (string, string)[] settings = [.. account.Settings, ("INBOX", "on"), ("INBOX_SECONDS", "1"), ("TRANSCRIPT_FORMATS", "none")];

        using var killed = new HostProcess(model, settings);
        using var other = new HostProcess(model, settings);
        await UntilAsync(account, _ => killed.IsListening && other.IsListening, other);
        await Task.WhenAll(Enumerable.Range(0, Count).Select(number => account.UploadAsync($"{number}.wav", Recording.Jfk.From(number % 9, 2).Wav)));
        await UntilAsync(account, transcripts => transcripts.Count >= 3, killed);
        await killed.KillAsync();
        var transcripts = await UntilAsync(account, transcripts => transcripts.Count == Count, other);

        foreach (var transcript in transcripts)
            Assert.True(JsonElement.Parse((await account.ReadAsync(transcript))!).TryGetProperty("text", out _));
        Assert.All(Published().Matches(killed.Output + "\n" + other.Output).GroupBy(match => match.Groups["name"].Value), told => Assert.Single(told));
    }

    /// <summary>Looks again until the transcripts are as awaited; the wait between two looks is the storage's.</summary>
    private static async Task<List<string>> UntilAsync(Account account, Predicate<List<string>> isAwaited, HostProcess host)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(Patience);
        await account.Transcripts.CreateIfNotExistsAsync(cancellationToken: Stop);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (await timer.WaitForNextTickAsync(patience.Token))
        {
            Assert.False(host.HasExited, host.Output);
            var transcripts = (await Account.NamesAsync(account.Transcripts)).Where(name => name.EndsWith(".wav.json", StringComparison.Ordinal)).ToList();
            if (isAwaited(transcripts)) return transcripts;
        }
        throw new InvalidOperationException(host.Output);
    }

    [GeneratedRegex(@"The blob (?<name>\S+): Published")]
    private static partial Regex Published();
}
