using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Formats;

/// <summary>File formats of a transcript other than JSON.</summary>
public enum TranscriptFormat
{
    /// <summary>SubRip subtitles.</summary>
    Srt,

    /// <summary>WebVTT subtitles.</summary>
    Vtt,

    /// <summary>Plain text without times.</summary>
    Txt,
}

/// <summary>Names, content types and writers of the formats.</summary>
public static class TranscriptFormats
{
    /// <summary>Every format.</summary>
    public static IReadOnlyList<TranscriptFormat> All { get; } = [TranscriptFormat.Srt, TranscriptFormat.Vtt, TranscriptFormat.Txt];

    /// <summary>The file extension of a format, without the dot.</summary>
    public static string ExtensionOf(TranscriptFormat format) => format switch
    {
        TranscriptFormat.Srt => "srt",
        TranscriptFormat.Vtt => "vtt",
        _ => "txt",
    };

    /// <summary>The content type of a format; every file is UTF-8.</summary>
    public static string ContentTypeOf(TranscriptFormat format) => format switch
    {
        TranscriptFormat.Srt => "application/x-subrip; charset=utf-8",
        TranscriptFormat.Vtt => "text/vtt; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    };

    /// <summary>Parses a comma-separated list such as <c>srt,vtt</c>; <c>none</c> is the empty list.</summary>
    /// <returns>The formats without duplicates; null for an invalid list.</returns>
    public static IReadOnlyList<TranscriptFormat>? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Trim().Equals("none", StringComparison.OrdinalIgnoreCase)) return [];
        var formats = new List<TranscriptFormat>();
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var known = All.Where(format => ExtensionOf(format).Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
            if (known.Count == 0) return null;
            if (!formats.Contains(known[0])) formats.Add(known[0]);
        }
        return formats.Count > 0 ? formats : null;
    }

    /// <summary>Writes a transcript; every line ends with a line feed.</summary>
    public static string Write(TranscriptFormat format, Transcript transcript)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        var cues = SubtitleCues.From(transcript);
        return format switch
        {
            TranscriptFormat.Srt => SubRip.Write(cues),
            TranscriptFormat.Vtt => WebVtt.Write(cues),
            _ => PlainText.Write(cues),
        };
    }
}
