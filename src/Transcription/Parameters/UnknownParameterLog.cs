using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Speech.Transcription.Parameters;

/// <summary>Logs each unknown parameter once, by name and without its value.</summary>
public sealed partial class UnknownParameterLog(ILogger<UnknownParameterLog> logger)
{
    // Callers choose the names, so both their number and their length are limited.
    private const int MaxNames = 256;
    private const int MaxNameLength = 64;
    private readonly ConcurrentDictionary<string, bool> _logged = new(StringComparer.Ordinal);

    internal void Report(string name)
    {
        var sanitized = Sanitize(name);
        if (_logged.Count < MaxNames && _logged.TryAdd(sanitized, true)) LogIgnored(sanitized);
    }

    /// <summary>A line break in a name must not start a new line in the log.</summary>
    private static string Sanitize(string name) => string.Concat(name.Take(MaxNameLength)
        .Select(character => char.IsControl(character) || char.IsSurrogate(character) ? '?' : character));

    [LoggerMessage(Level = LogLevel.Information, Message = "Ignored the unknown parameter {Name}; further occurrences are not logged")]
    private partial void LogIgnored(string name);
}
