using System.Diagnostics;
using System.Globalization;

namespace Speech.TestSupport;

/// <summary>Memory of this process.</summary>
public static class ProcessMemory
{
    private const string Status = "/proc/self/status";
    private const string ClearReferences = "/proc/self/clear_refs";

    /// <summary>Peak resident memory in MB, as the system counted it.</summary>
    public static long PeakMegabytes()
    {
        const string field = "VmHWM:";
        if (!File.Exists(Status)) return Process.GetCurrentProcess().PeakWorkingSet64 >> 20;
        var line = File.ReadLines(Status).First(text => text.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) >> 10;
    }

    /// <summary>Starts the peak anew at the current memory, where the system can.</summary>
    public static void ResetPeak()
    {
        try
        {
            // proc(5): 5 resets the peak resident set size.
            if (File.Exists(ClearReferences)) File.WriteAllText(ClearReferences, "5");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without the permission the peak of the whole process counts.
        }
    }
}
