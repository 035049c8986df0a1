using Speech.Transcription.Settings;

namespace Speech.Functions.Hosting;

/// <summary>What a newcomer sees first: where the endpoint listens, and a line to try it with.</summary>
internal static class Greeting
{
    public static void Write(TextWriter to, IEnumerable<string> addresses, EndpointSettings settings)
    {
        var all = addresses.Select(Reachable).ToList();
        to.WriteLine($"Listening on {string.Join(", ", all)} with {settings.Models.AsrModel}");
        if (all.Count == 0) return;
        // A second of silence needs no file; the shell fills in the token, which is not printed.
        var token = settings.ApiToken is null ? "" : " -H \"Authorization: Bearer $API_TOKEN\"";
        to.WriteLine("Try it:");
        to.WriteLine($"  head -c 32000 /dev/zero | curl -sS {all[0]}/predict -H 'Content-Type: audio/pcm;rate=16000'{token} --data-binary @-");
        to.WriteLine("With speech: put -H 'Content-Type: audio/wav' and --data-binary @your.wav in its place, or open the address in a browser.");
    }

    /// <summary>An address that means "every network" is none that a client can call.</summary>
    private static string Reachable(string address)
        => address.Replace("://[::]", "://localhost", StringComparison.Ordinal)
            .Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal)
            .Replace("://+", "://localhost", StringComparison.Ordinal)
            .Replace("://*", "://localhost", StringComparison.Ordinal)
            .TrimEnd('/');
}
