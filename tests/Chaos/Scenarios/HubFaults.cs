using System.Net;
using Speech.Chaos.Support;
using Speech.TestSupport;

namespace Speech.Chaos.Scenarios;

/// <summary>Each request to the Hub in turn gets each kind of fault while a host loads its model: it says that it is not ready, and is
/// ready within moments of the mend.</summary>
internal static class HubFaults
{
    private const int MaxRepeats = 6;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(90);

    public static async Task<string> RunAsync(ChaosSize size, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        var settings = Models.Tiny(folder).Where(setting => setting.Name != "ASR_MODEL").ToList();
        await using var hub = await ModelHub.StartAsync(folder.Path, cancellationToken);
        await using var proxy = await FaultyProxy.StartAsync(hub.Address, cancellationToken);
        var (hosts, unready) = (0, 0);
        // Silence is long: the Hub client waits ten seconds and more.
        foreach (var kind in Enum.GetValues<FaultKind>().Where(kind => kind is not FaultKind.Silence))
            for (var call = 0; call < Math.Min(size.FaultyCalls, 10); call += 3)
            {
                using var cache = new TempFolder();
                // Repeated, so that the retries of the client do not mend it alone.
                proxy.Plan(Enumerable.Range(call, MaxRepeats).Select(one => (one, kind)));
                using var host = new HostProcess(
                [
                    .. settings, ("ASR_MODEL", ModelHub.Model), ("HF_ENDPOINT", proxy.Address.GetLeftPart(UriPartial.Authority)),
                    ("HF_HOME", cache.Path),
                ]);
                using var client = await host.ConnectAsync(cancellationToken);
                unready += await WaitUntilReadyAsync(client, $"{kind} from request {call}", cancellationToken);
                hosts++;
            }
        return $"{hosts} hosts, {proxy.Applied} faults: each host became ready; {unready} answers of 503 before";
    }

    private static async Task<int> WaitUntilReadyAsync(HttpClient client, string what, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(TimeLimit);
        for (var unready = 0; ; unready++)
        {
            using var response = await client.GetAsync("/health", cancellationToken);
            if (response.StatusCode is HttpStatusCode.OK) return unready;
            LawBrokenException.Unless(response.StatusCode is HttpStatusCode.ServiceUnavailable, $"{what}: health is {response.StatusCode}");
            await Task.Delay(TimeSpan.FromMilliseconds(500), timeout.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            LawBrokenException.Unless(
                !timeout.IsCancellationRequested, $"{what}: not ready: {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }
}
