using System.Net;
using Speech.Chaos.Support;
using Speech.TestSupport;

namespace Speech.Chaos.Scenarios;

/// <summary>Requests to the Hub get faults while a host loads its model: it says that it is not ready, and is ready within moments of the
/// mend.</summary>
internal static class HubFaults
{
    /// <summary>As often as the client tries: then the load has failed.</summary>
    private const int Repeats = 5;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(90), MendLimit = TimeSpan.FromSeconds(10);

    public static async Task<string> RunAsync(ChaosSize size, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        var settings = Models.Tiny(folder).Where(setting => setting.Name != "ASR_MODEL").ToList();
        await using var hub = await ModelHub.StartAsync(folder.Path, cancellationToken);
        await using var proxy = await FaultyProxy.StartAsync(hub.Address, cancellationToken);
        var (hosts, unready, slowest) = (0, 0, TimeSpan.Zero);
        foreach (var (name, plan) in Plans(size))
        {
            using var cache = new TempFolder();
            proxy.Plan(plan);
            using var host = new HostProcess(
            [
                .. settings, ("ASR_MODEL", ModelHub.Model), ("HF_ENDPOINT", proxy.Address.GetLeftPart(UriPartial.Authority)),
                ("HF_HOME", cache.Path), ("HF_HUB_DOWNLOAD_TIMEOUT", "1"),
            ]);
            using var client = await host.ConnectAsync(cancellationToken);
            unready += await WaitUntilReadyAsync(client, name, cancellationToken);
            var mend = proxy.SinceLast;
            LawBrokenException.Unless(mend < MendLimit, $"{name}: ready {mend.TotalSeconds:0.0} s after the last fault");
            slowest = mend > slowest ? mend : slowest;
            hosts++;
        }
        return $"{hosts} hosts, {proxy.Applied} faults: each host became ready, {slowest.TotalSeconds:0.0} s after its last fault at most; "
            + $"{unready} answers of 503 before";
    }

    /// <summary>First one of each kind among the requests for the list and the heads of files, and two downloads that stop halfway. In the
    /// long form each kind from each third request on, too, so often that the load fails.</summary>
    private static IEnumerable<(string Name, IEnumerable<(int Call, FaultKind Kind)> Plan)> Plans(ChaosSize size)
    {
        yield return ("all kinds", [.. Enum.GetValues<FaultKind>().Select(kind => (2 * (int)kind, kind)), (9, FaultKind.Stall)]);
        if (!size.IsLong) yield break;
        foreach (var kind in Enum.GetValues<FaultKind>())
            for (var call = 0; call < 10; call += 3)
                yield return ($"{kind} from request {call}", Enumerable.Range(call, Repeats).Select(one => (one, kind)));
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
