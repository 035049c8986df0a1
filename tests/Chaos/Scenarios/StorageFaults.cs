using System.Net;
using System.Text.Json;
using Speech.Chaos.Support;
using Speech.TestSupport;

namespace Speech.Chaos.Scenarios;

/// <summary>Each call of the storage in turn gets each kind of fault, and the call after it another kind, while a blob and a job are
/// processed: both are done, once, and requests that need no storage are answered.</summary>
internal static class StorageFaults
{
    public static async Task<string> RunAsync(ChaosSize size, CancellationToken cancellationToken)
    {
        using var emulator = await StorageEmulator.StartAsync(cancellationToken);
        await using var proxy = await FaultyProxy.StartAsync(emulator.Address, cancellationToken);
        using var folder = new TempFolder();
        using var host = new HostProcess([.. Models.Tiny(folder), .. SharedBlobs.SettingsAt(proxy.Address)]);
        using var client = await host.ConnectAsync(cancellationToken);
        var (rounds, refused) = (0, 0);
        var names = new List<string>();
        foreach (var kind in Enum.GetValues<FaultKind>())
            for (var call = 0; call < size.FaultyCalls; call++)
                foreach (var second in SecondKinds(kind, call, size))
                {
                    var name = $"{kind}-{call}-{second}.wav";
                    proxy.Plan(second is { } other ? [(call, kind), (call + 1, other)] : [(call, kind)]);
                    await SharedBlobs.UploadAsync(emulator, [name], cancellationToken);
                    var job = await TryAddJobAsync(client, cancellationToken);
                    var answer = await PostAsync(client, isJob: false, cancellationToken);
                    LawBrokenException.Unless(
                        answer.Status == HttpStatusCode.OK, $"{name}: a synchronous request was answered {answer.Status}");
                    names.Add(name);
                    if (job is null) refused++;
                    else names.Add("jobs/" + job);
                    // The status may be corrected a minute later: that is verified at the end.
                    await WaitForTranscriptsAsync(emulator, names, name, cancellationToken);
                    rounds++;
                }
        proxy.Plan();
        await SharedBlobs.VerifyDoneAsync(emulator, names, cancellationToken);
        SharedBlobs.VerifyPublishedOnce([host]);
        LawBrokenException.Unless(host.FilesLeft.Count == 0, "Files are left");
        return $"{rounds} rounds with {proxy.Applied} faults: {names.Count} blobs and jobs done, each once; {refused} jobs were answered "
            + "503, and every synchronous request 200";
    }

    /// <summary>The faults of the next call, which often is at work at the same time: another kind, none, and the same.</summary>
    private static IEnumerable<FaultKind?> SecondKinds(FaultKind first, int call, ChaosSize size)
    {
        var kinds = Enum.GetValues<FaultKind>();
        yield return kinds[((int)first + 1 + call % (kinds.Length - 1)) % kinds.Length];
        if (!size.IsLong) yield break;
        yield return null;
        yield return first;
    }

    /// <summary>Adds a job.</summary>
    /// <returns>Its id; null where the host refuses it for now.</returns>
    public static async Task<string?> TryAddJobAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var (status, body) = await PostAsync(client, isJob: true, cancellationToken);
        LawBrokenException.Unless(status is HttpStatusCode.Accepted or HttpStatusCode.ServiceUnavailable, $"A job was answered {status}");
        return status is HttpStatusCode.Accepted ? JsonElement.Parse(body).GetProperty("id").GetString() : null;
    }

    private static async Task<(HttpStatusCode Status, string Body)> PostAsync(
        HttpClient client, bool isJob, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/");
        request.Content = new ByteArrayContent(Models.Noise(seed: 7, seconds: 1));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "audio/wav");
        if (isJob) request.Headers.Add("Prefer", "respond-async");
        using var response = await client.SendAsync(request, cancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    private static async Task WaitForTranscriptsAsync(
        StorageEmulator emulator, IReadOnlyCollection<string> names, string round, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(SharedBlobs.TimeLimit);
        while (true)
        {
            var outputs = await emulator.ListOutputsAsync(cancellationToken);
            var open = names.Where(name => !outputs.ContainsKey(name + ".json")).ToList();
            if (open.Count == 0) return;
            await Task.Delay(TimeSpan.FromMilliseconds(200), timeout.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            LawBrokenException.Unless(!timeout.IsCancellationRequested, $"{round}: no transcript: " + string.Join(' ', open));
        }
    }
}
