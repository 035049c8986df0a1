namespace Speech.Diarization.Tests;

/// <summary>Records progress reports.</summary>
/// <param name="onReport">Called for each report; null for none.</param>
internal sealed class ProgressRecorder(Action<DiarizationProgress>? onReport = null) : IProgress<DiarizationProgress>
{
    public List<DiarizationProgress> Reports { get; } = [];

    public void Report(DiarizationProgress value)
    {
        Reports.Add(value);
        onReport?.Invoke(value);
    }
}
