using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Speech.Transcription.Parameters;

/// <summary>Logs each unknown parameter once by its name, never by its value.</summary>
public sealed partial class UnknownParameters(ILogger<UnknownParameters> logger)
{
    // Names come from callers: neither their number nor their length may grow without end.
    private const int MostNames = 256;
    private const int LongestName = 64;
    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.Ordinal);

    internal void Tell(string name)
    {
        var shown = Show(name);
        if (_told.Count < MostNames && _told.TryAdd(shown, true)) LogIgnored(shown);
    }

    /// <summary>A line break in a name must not begin a line of the log.</summary>
    private static string Show(string name)
        => string.Concat(name.Take(LongestName).Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter));

    [LoggerMessage(Level = LogLevel.Information, Message = "Ignored the unknown parameter {Name}; it is not told again")]
    private partial void LogIgnored(string name);
}
