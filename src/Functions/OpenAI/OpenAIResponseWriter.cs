using System.Text;
using Speech.Functions.Responses;
using Speech.Transcription.Formats;
using Speech.Transcription.Parameters;
using Speech.Transcription.Transcripts;
using Speech.Whisper;

namespace Speech.Functions.OpenAI;

/// <summary>Maps a transcript to an answer in each of OpenAI's formats. Their texts have no white space at the ends.</summary>
internal static class OpenAIResponseWriter
{
    private static readonly string PlainTextType = TranscriptFormats.ContentTypeOf(TranscriptFormat.Txt);

    public static IResult Write(Transcript transcript, OpenAIRequest request) => request.Format switch
    {
        OpenAIFormat.Text => new TextResponse(transcript.Text.Trim() + "\n", PlainTextType),
        OpenAIFormat.Srt => Subtitles(TranscriptFormat.Srt, transcript, request),
        OpenAIFormat.Vtt => Subtitles(TranscriptFormat.Vtt, transcript, request),
        OpenAIFormat.VerboseJson => new JsonResponse(OpenAIJson.Write(Verbose(transcript, request))),
        OpenAIFormat.DiarizedJson => new JsonResponse(OpenAIJson.Write(new DiarizedAnswer(
            request.TaskName, Seconds.Round(transcript.Duration ?? 0), transcript.Text.Trim(),
            [.. Diarized(transcript)], Usage.Of(transcript)))),
        _ => new JsonResponse(OpenAIJson.Write(new JsonAnswer(
            transcript.Text.Trim(), LogprobsOf(transcript, request), Usage.Of(transcript)))),
    };

    /// <summary>The text of each speaker: known speakers by name, the others with the labels A, B, ... in order of
    /// appearance.</summary>
    public static IEnumerable<DiarizedSegment> Diarized(Transcript transcript)
    {
        var (labels, next) = (new Dictionary<string, string>(), 0);
        var known = transcript.SpeakerSegments.Select(segment => segment.Speaker!).Where(KnownSpeaker.IsName).ToHashSet();
        foreach (var (index, segment) in transcript.SpeakerSegments.Index())
        {
            if (!labels.TryGetValue(segment.Speaker!, out var label))
                labels[segment.Speaker!] = label = known.Contains(segment.Speaker!) ? segment.Speaker! : NextLabel();
            yield return new(
                "transcript.text.segment", $"seg_{index}",
                Seconds.Round(segment.Start), Seconds.Round(segment.End), segment.Text.Trim(), label);
        }

        string NextLabel()
        {
            while (known.Contains(LabelOf(next))) next++;
            return LabelOf(next++);
        }
    }

    /// <summary>The tokens of the whole text; null unless requested.</summary>
    public static IReadOnlyList<Logprob>? LogprobsOf(Transcript transcript, OpenAIRequest request)
        => request.IncludesLogprobs ? [.. transcript.Segments.SelectMany(Logprob.Of)] : null;

    private static TextResponse Subtitles(TranscriptFormat format, Transcript transcript, OpenAIRequest request)
        // OpenAI's client for .NET takes every other content type for JSON.
        => new(TranscriptFormats.Write(format, WithoutSpeakers(transcript), request.Parameters.Subtitles), PlainTextType);

    /// <summary>OpenAI's subtitles have no speakers.</summary>
    private static Transcript WithoutSpeakers(Transcript transcript)
        => transcript with
        {
            Segments = [.. transcript.Segments.Select(segment => segment.WithSpeaker(null))],
            SpeakerSegments = [],
        };

    private static VerboseAnswer Verbose(Transcript transcript, OpenAIRequest request)
    {
        var language = request.Parameters.Task is SpeechTask.Translate ? "en" : transcript.Language;
        return new(
            request.TaskName, language is null ? "" : Languages.Names.GetValueOrDefault(language, language),
            Seconds.Round(transcript.Duration ?? 0), transcript.Text.Trim(),
            request.IncludesSegments ? [.. transcript.Segments.Index().Select(pair => Verbose(pair.Item, pair.Index))] : null,
            request.IncludesWords ? [.. transcript.Segments.SelectMany(segment => segment.Words ?? []).Select(Verbose)] : null,
            Usage.Of(transcript));
    }

    private static VerboseSegment Verbose(Segment segment, int index)
    {
        var scores = segment.Scores;
        return new(
            // Frames of the spectrogram before the segment.
            index, (int)(segment.Start * 100), Seconds.Round(segment.Start), Seconds.Round(segment.End), segment.Text,
            [.. (scores?.Tokens ?? []).Select(token => token.Id)], scores?.Temperature ?? 0,
            Math.Round(scores?.AverageLogProbability ?? 0, 6), Math.Round(TextCompression.Ratio(Encoding.UTF8.GetBytes(segment.Text)), 4),
            Math.Round(scores?.NoSpeechProbability ?? 0, 6));
    }

    private static VerboseWord Verbose(Word word) => new(word.Text.Trim(), Seconds.Round(word.Start), Seconds.Round(word.End));

    /// <summary>A to Z, then A1, B1, ...</summary>
    private static string LabelOf(int index) => $"{(char)('A' + index % 26)}{(index < 26 ? "" : index / 26)}";
}
