using Speech.BuiltIn;
using Speech.Functions.Options;
using Speech.Transcription.Options;

namespace Speech.Functions.Hosting;

/// <summary>Printed once the host has started: its addresses, and a command to try it with.</summary>
internal static class StartupMessage
{
    /// <param name="writer">Receives the message.</param>
    /// <param name="addresses">The addresses of the host.</param>
    /// <param name="models">The models of the host.</param>
    /// <param name="apiToken">The token that the command has to send.</param>
    /// <param name="forWindows">Whether the command is for shells of Windows; by default those of this machine.</param>
    public static void Write(
        TextWriter writer, IEnumerable<string> addresses, ModelOptions models, ApiTokenOptions apiToken, bool? forWindows = null)
    {
        var isWindows = forWindows ?? OperatingSystem.IsWindows();
        var urls = addresses.Select(ToClientUrl).ToList();
        writer.WriteLine($"Listening on {string.Join(", ", urls)} with {models.AsrModel}");
        if (urls.Count == 0) return;
        // The shell expands the variable, so that the token is not printed. In another terminal it may be unset.
        var (suffix, token) = apiToken.Token is null ? ("", "")
            : isWindows ? (" in PowerShell with API_TOKEN set there, too", " -H \"Authorization: Bearer $env:API_TOKEN\"")
            : (" in a shell with API_TOKEN set there, too", " -H \"Authorization: Bearer $API_TOKEN\"");
        // In Windows PowerShell "curl" is another program, and the command prompt knows one kind of quotes.
        var (curl, quote) = isWindows ? ("curl.exe", '"') : ("curl", '\'');
        writer.WriteLine($"Try it{suffix}, or open the address in a browser (the API reference is at /docs):");
        // The sample has two speakers.
        var query = models.DiarizationModel is null ? "" : "?num_speakers=2";
        var url = $"{urls[0]}/predict{query}";
        var (type, file) = (Quoted("Content-Type: audio/wav"), Quoted("@" + BuiltInSamples.Dialogue));
        writer.WriteLine($"  {curl} -sS {Quoted(url)} -H {type}{token} --data-binary {file}");

        string Quoted(string text) => quote + text + quote;
    }

    /// <summary>Replaces a wildcard host, which a client cannot connect to.</summary>
    private static string ToClientUrl(string address)
        => address.Replace("://[::]", "://localhost", StringComparison.Ordinal)
            .Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal)
            .Replace("://+", "://localhost", StringComparison.Ordinal)
            .Replace("://*", "://localhost", StringComparison.Ordinal)
            .TrimEnd('/');
}
