using Speech.Diarization.Annotations;
using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Formats;

/// <summary>Names, content types and writers of the formats.</summary>
public static class TranscriptFormats
{
    // A line of the format names its recording, and audio from a request has no name.
    private const string RttmFileName = "audio";

    /// <summary>Every format.</summary>
    public static IReadOnlyList<TranscriptFormat> All { get; } =
        [TranscriptFormat.Srt, TranscriptFormat.Vtt, TranscriptFormat.Txt, TranscriptFormat.Rttm];

    /// <summary>The file extension of a format, without the dot.</summary>
    public static string ExtensionOf(TranscriptFormat format) => format switch
    {
        TranscriptFormat.Srt => "srt",
        TranscriptFormat.Vtt => "vtt",
        TranscriptFormat.Rttm => "rttm",
        _ => "txt",
    };

    /// <summary>The content type of a format; every file is UTF-8.</summary>
    public static string ContentTypeOf(TranscriptFormat format) => format switch
    {
        TranscriptFormat.Srt => "application/x-subrip; charset=utf-8",
        TranscriptFormat.Vtt => "text/vtt; charset=utf-8",
        TranscriptFormat.Rttm => "text/x-rttm; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    };

    /// <summary>Whether a format is divided into timed cues.</summary>
    public static bool HasCues(TranscriptFormat? format) => format is TranscriptFormat.Srt or TranscriptFormat.Vtt;

    /// <summary>The format with an extension, in any case; null where there is none.</summary>
    public static TranscriptFormat? Find(string extension)
    {
        foreach (var format in All)
            if (ExtensionOf(format).Equals(extension, StringComparison.OrdinalIgnoreCase)) return format;
        return null;
    }

    /// <summary>Parses a comma-separated list such as <c>srt,vtt</c>; <c>none</c> is the empty list.</summary>
    /// <returns>The formats without duplicates; null for an invalid list.</returns>
    public static IReadOnlyList<TranscriptFormat>? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Trim().Equals("none", StringComparison.OrdinalIgnoreCase)) return [];
        var formats = new List<TranscriptFormat>();
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Find(name) is not { } format) return null;
            if (!formats.Contains(format)) formats.Add(format);
        }
        return formats.Count > 0 ? formats : null;
    }

    /// <summary>Writes a transcript; every line ends with a line feed.</summary>
    /// <param name="format">The format.</param>
    /// <param name="transcript">The transcript.</param>
    /// <param name="options">The limits of subtitle cues; null for the defaults.</param>
    public static string Write(TranscriptFormat format, Transcript transcript, SubtitleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        options ??= new();
        return format switch
        {
            TranscriptFormat.Srt => SubRip.Write(SubtitleCues.From(transcript, options, labelsText: true)),
            TranscriptFormat.Vtt => WebVtt.Write(SubtitleCues.From(transcript, options, labelsText: false)),
            TranscriptFormat.Rttm => WriteRttm(transcript),
            _ => PlainText.Write(transcript),
        };
    }

    /// <summary>The speaker turns as the text of an RTTM file; empty without diarization.</summary>
    /// <param name="transcript">The transcript.</param>
    public static string WriteRttm(Transcript transcript)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        return Rttm.Write(transcript.Turns ?? [], RttmFileName);
    }
}
