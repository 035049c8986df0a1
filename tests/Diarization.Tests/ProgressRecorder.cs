using Speech.Audio;
using Speech.Diarization.Annotations;

namespace Speech.Diarization.Tests;

/// <summary>Records progress reports.</summary>
/// <param name="onReport">Called for each report; null for none.</param>
internal sealed class ProgressRecorder(Action<SpeechActivityProgress>? onReport = null) : IProgress<SpeechActivityProgress>
{
    public List<SpeechActivityProgress> Reports { get; } = [];

    /// <summary>The reported regions, joined where they touch.</summary>
    public List<SpeechRegion> Speech
    {
        get
        {
            var regions = new List<SpeechRegion>();
            foreach (var part in Reports.SelectMany(report => report.Speech))
                if (regions.Count > 0 && regions[^1].End == part.Start) regions[^1] = regions[^1] with { End = part.End };
                else regions.Add(part);
            return regions;
        }
    }

    public void Report(SpeechActivityProgress value)
    {
        Reports.Add(value);
        onReport?.Invoke(value);
    }
}
