namespace Speech.Chaos.Support;

/// <summary>Waits for blobs and judges their outputs.</summary>
internal static class SharedBlobs
{
    /// <summary>After this time something counts as lost: much longer than it takes, since other programs may use the machine.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>The settings of a host that processes blobs.</summary>
    /// <param name="address">The storage, or a proxy.</param>
    public static (string Name, string Value)[] SettingsAt(Uri address) =>
    [
        ("AzureWebJobsStorage", StorageEmulator.ConnectionStringAt(address)), ("INBOX", "on"), ("INBOX_SECONDS", "1"),
        ("TRANSCRIPT_FORMATS", "none"), ("STORAGE_SECONDS", "1"), ("STORAGE_BACKGROUND_SECONDS", "2"),
    ];

    public static async Task UploadAsync(
        StorageEmulator emulator, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        foreach (var (index, name) in names.Index())
            await emulator.Audio.GetBlobClient(name)
                .UploadAsync(BinaryData.FromBytes(Models.Noise(index, seconds: 1)), overwrite: true, cancellationToken);
    }

    /// <summary>Waits until each has its transcript and a status that says so.</summary>
    /// <exception cref="LawBrokenException">One has an error, or is not done in time.</exception>
    public static async Task VerifyDoneAsync(
        StorageEmulator emulator, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(TimeLimit);
        while (true)
        {
            var outputs = await emulator.ListOutputsAsync(cancellationToken);
            var failed = names.FirstOrDefault(name => outputs.ContainsKey(name + ".error.json"));
            LawBrokenException.Unless(failed is null, $"{failed} has an error");
            var open = names.Where(
                name => !outputs.ContainsKey(name + ".json") || outputs.GetValueOrDefault(name + ".status.json") != "Done").ToList();
            if (open.Count == 0) return;
            await Task.Delay(PollInterval, timeout.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            LawBrokenException.Unless(
                !timeout.IsCancellationRequested,
                "Not done: " + string.Join(' ', open.Select(name => $"{name} ({outputs.GetValueOrDefault(name + ".status.json")})")));
        }
    }

    /// <exception cref="LawBrokenException">A host has published what was published already.</exception>
    public static void VerifyPublishedOnce(IEnumerable<HostProcess> hosts)
    {
        var twice = hosts.SelectMany(host => host.Lines).Where(line => line.EndsWith(": Published", StringComparison.Ordinal))
            .CountBy(line => line.Trim()).FirstOrDefault(line => line.Value > 1);
        LawBrokenException.Unless(twice.Key is null, $"Twice: {twice.Key}");
    }
}
