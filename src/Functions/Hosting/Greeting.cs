using Speech.Demo;
using Speech.Functions.Settings;

namespace Speech.Functions.Hosting;

/// <summary>What a newcomer sees first: where the endpoint listens, and a line to try it with.</summary>
internal static class Greeting
{
    public static void Write(TextWriter to, IEnumerable<string> addresses, EndpointSettings settings)
    {
        var all = addresses.Select(Reachable).ToList();
        to.WriteLine($"Listening on {string.Join(", ", all)} with {settings.Models.AsrModel}");
        if (all.Count == 0) return;
        // The shell fills in the token, which is not printed.
        var token = settings.ApiToken is null ? "" : " -H \"Authorization: Bearer $API_TOKEN\"";
        to.WriteLine("Try it, or open the address in a browser:");
        // Two people speak in the sample.
        var speakers = settings.Models.DiarizationModel is null ? "" : "?num_speakers=2";
        to.WriteLine($"  curl -sS '{all[0]}/predict{speakers}' -H 'Content-Type: audio/wav'{token} --data-binary '@{DemoSamples.English}'");
    }

    /// <summary>An address that means "every network" is none that a client can call.</summary>
    private static string Reachable(string address)
        => address.Replace("://[::]", "://localhost", StringComparison.Ordinal)
            .Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal)
            .Replace("://+", "://localhost", StringComparison.Ordinal)
            .Replace("://*", "://localhost", StringComparison.Ordinal)
            .TrimEnd('/');
}
