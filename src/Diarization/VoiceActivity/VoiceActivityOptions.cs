using System.Globalization;

namespace Speech.Diarization.VoiceActivity;

/// <summary>Hyper-parameters of voice activity detection. The defaults are those that pyannote publishes for
/// <c>pyannote/segmentation</c>.</summary>
/// <remarks>Gelly and Gauvain, Minimum word error training of RNN-based voice activity detection, 2015.</remarks>
public sealed record VoiceActivityOptions
{
    /// <summary>Speech begins where the score is greater: 0 to 1. Default 0.767.</summary>
    public double Onset { get; init; } = 0.767;

    /// <summary>Speech ends where the score is less: 0 to 1. Default 0.377.</summary>
    public double Offset { get; init; } = 0.377;

    /// <summary>Shorter regions of speech are removed, once gaps are filled: seconds, at least 0. Default 0.136.</summary>
    public double MinDurationOn { get; init; } = 0.136;

    /// <summary>Shorter gaps between regions of speech are filled: seconds, at least 0. Default 0.067.</summary>
    public double MinDurationOff { get; init; } = 0.067;

    /// <summary>Step from the start of one window to the start of the next, as a fraction of the
    /// window length: greater than 0, at most 1. Default 0.1.</summary>
    public double WindowStep { get; init; } = 0.1;

    /// <summary>Windows that are processed together: at least 1. Default 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <exception cref="ArgumentException">A parameter is out of range; the message names all of them.</exception>
    internal void Validate()
    {
        List<string> faults = [];
        Require(Onset is >= 0 and <= 1, Onset, "onset", "0 to 1");
        Require(Offset is >= 0 and <= 1, Offset, "offset", "0 to 1");
        Require(MinDurationOn >= 0, MinDurationOn, "minimum duration of speech", "at least 0");
        Require(MinDurationOff >= 0, MinDurationOff, "minimum duration of gaps", "at least 0");
        Require(WindowStep is > 0 and <= 1, WindowStep, "window step", "greater than 0, at most 1");
        Require(BatchSize >= 1, BatchSize, "batch size", "at least 1");
        if (faults.Count > 0) throw new ArgumentException($"The voice activity parameters are invalid: {string.Join("; ", faults)}.");

        void Require(bool isValid, double value, string name, string range)
        {
            if (!isValid) faults.Add(string.Create(CultureInfo.InvariantCulture, $"the {name} is {value} ({range})"));
        }
    }
}
