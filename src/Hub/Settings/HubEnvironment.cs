using System.Globalization;
using System.Text.RegularExpressions;
using Speech.Hub.Errors;

namespace Speech.Hub.Settings;

/// <summary>Reads the environment variables of huggingface_hub, in its order of precedence.</summary>
internal static partial class HubEnvironment
{
    private const int MaxTimeout = 3600;

    private static readonly string[] TrueValues = ["1", "ON", "YES", "TRUE"];

    public static HubOptions Read(Func<string, string?> read)
    {
        var home = Expand(read, FirstSet(read, "HF_HOME")
            ?? Path.Combine(FirstSet(read, "XDG_CACHE_HOME") ?? Path.Combine("~", ".cache"), "huggingface"));
        var cache = FirstSet(read, "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE") ?? Path.Combine(home, "hub");
        var options = new HubOptions
        {
            CacheFolder = Expand(read, cache),
            Token = ReadToken(read, home),
            Offline = TrueValues.Contains(FirstSet(read, "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")?.ToUpperInvariant()),
        };
        if (FirstSet(read, "HF_HUB_DOWNLOAD_TIMEOUT") is { } timeout) options = options with { IdleTimeout = ParseTimeout(timeout) };
        return FirstSet(read, "HF_ENDPOINT") is { } endpoint ? options with { Endpoint = ParseEndpoint(endpoint) } : options;
    }

    public static bool IsEndpoint(Uri address) =>
        address.IsAbsoluteUri && address.Scheme is "http" or "https"
        && address.UserInfo.Length == 0 && address.Query.Length == 0 && address.Fragment.Length == 0;

    public static bool IsToken(string token) => token.Length > 0 && token.All(c => c is > ' ' and < (char)127);

    private static string? FirstSet(Func<string, string?> read, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (read(name)?.Trim() is { Length: > 0 } value) return value;
        return null;
    }

    private static Uri ParseEndpoint(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && IsEndpoint(address)
            ? address
            : throw new HubSettingException("HF_ENDPOINT", "must be a plain http or https URL, such as https://huggingface.co.");

    private static TimeSpan ParseTimeout(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= MaxTimeout
            ? TimeSpan.FromSeconds(seconds)
            : throw new HubSettingException("HF_HUB_DOWNLOAD_TIMEOUT", $"must be a whole number of seconds from 1 to {MaxTimeout}.");

    private static string? ReadToken(Func<string, string?> read, string home)
    {
        var token = FirstSet(read, "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN");
        if (token is not null)
            return IsToken(token) ? token : throw new HubSettingException("HF_TOKEN", "contains characters that are invalid in a token.");
        var path = FirstSet(read, "HF_TOKEN_PATH") is { } named ? Expand(read, named) : Path.Combine(home, "token");
        var stored = ReadFile(path)?.Trim();
        if (string.IsNullOrEmpty(stored)) return null;
        return IsToken(stored) ? stored : throw new HubSettingException("HF_TOKEN_PATH", "names a file that contains no valid token.");
    }

    // The token file is optional: an unreadable one counts as absent.
    private static string? ReadFile(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Expand(Func<string, string?> read, string path)
    {
        var expanded = VariableReference().Replace(path, match => read(match.Groups[1].Value + match.Groups[2].Value) ?? match.Value);
        if (expanded == "~" || expanded.StartsWith("~/", StringComparison.Ordinal) || expanded.StartsWith(@"~\", StringComparison.Ordinal))
            expanded = UserFolder(read) + expanded[1..];
        return Path.GetFullPath(expanded);
    }

    private static string UserFolder(Func<string, string?> read) =>
        FirstSet(read, OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME")
        ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    [GeneratedRegex(@"\$(?:(\w+)|\{([^}]*)\})", RegexOptions.CultureInvariant)]
    private static partial Regex VariableReference();
}
