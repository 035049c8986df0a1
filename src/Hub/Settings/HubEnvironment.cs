using System.Text.RegularExpressions;

namespace Speech.Hub.Settings;

/// <summary>huggingface_hub's environment variables, with its order of precedence.</summary>
internal static partial class HubEnvironment
{
    private static readonly string[] s_true = ["1", "ON", "YES", "TRUE"];

    public static HubOptions Read(Func<string, string?> read)
    {
        var home = Expand(read, First(read, "HF_HOME")
            ?? Path.Combine(First(read, "XDG_CACHE_HOME") ?? Path.Combine("~", ".cache"), "huggingface"));
        var cache = First(read, "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE") ?? Path.Combine(home, "hub");
        var options = new HubOptions
        {
            CacheFolder = Expand(read, cache),
            Token = Token(read, home),
            Offline = s_true.Contains(First(read, "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")?.ToUpperInvariant()),
        };
        return First(read, "HF_ENDPOINT") is { } endpoint ? options with { Endpoint = Endpoint(endpoint) } : options;
    }

    public static bool IsEndpoint(Uri address) =>
        address.IsAbsoluteUri && address.Scheme is "http" or "https"
        && address.UserInfo.Length == 0 && address.Query.Length == 0 && address.Fragment.Length == 0;

    public static bool IsToken(string token) => token.Length > 0 && token.All(c => c is > ' ' and < (char)127);

    private static string? First(Func<string, string?> read, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (read(name)?.Trim() is { Length: > 0 } value) return value;
        return null;
    }

    private static Uri Endpoint(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && IsEndpoint(address)
            ? address
            : throw new HubSettingException("HF_ENDPOINT", "must be a plain http or https address, such as https://huggingface.co.");

    private static string? Token(Func<string, string?> read, string home)
    {
        var token = First(read, "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN");
        if (token is not null)
            return IsToken(token) ? token : throw new HubSettingException("HF_TOKEN", "holds characters that no token has.");
        var path = First(read, "HF_TOKEN_PATH") is { } named ? Expand(read, named) : Path.Combine(home, "token");
        var stored = ReadFile(path)?.Trim();
        if (string.IsNullOrEmpty(stored)) return null;
        return IsToken(stored) ? stored : throw new HubSettingException("HF_TOKEN_PATH", "names a file that holds no token.");
    }

    // A token file is a convenience: one that cannot be read is as good as none.
    private static string? ReadFile(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Expand(Func<string, string?> read, string path)
    {
        var expanded = Variable().Replace(path, match => read(match.Groups[1].Value + match.Groups[2].Value) ?? match.Value);
        if (expanded == "~" || expanded.StartsWith("~/", StringComparison.Ordinal) || expanded.StartsWith(@"~\", StringComparison.Ordinal))
            expanded = UserFolder(read) + expanded[1..];
        return Path.GetFullPath(expanded);
    }

    private static string UserFolder(Func<string, string?> read) =>
        First(read, OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    [GeneratedRegex(@"\$(?:(\w+)|\{([^}]*)\})", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
