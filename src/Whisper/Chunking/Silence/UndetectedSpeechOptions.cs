namespace Speech.Whisper.Chunking.Silence;

/// <summary>What sound the decoder judges although no speech was detected in it.</summary>
internal sealed record UndetectedSpeechOptions
{
    /// <summary>Seconds of loud sound. Default 1.</summary>
    public double MinLength { get; init; } = 1;

    /// <summary>Seconds of quiet that end it. Default 0.5.</summary>
    public double MaxPause { get; init; } = 0.5;

    /// <summary>Seconds next to detected speech that belong to it: twice the padding of a window. Default 0.4.</summary>
    public double Margin { get; init; } = 0.4;

    /// <summary>Mean square of the samples of loud sound. Default 1e-6.5: -65 dB of full scale.</summary>
    public double MinPower { get; init; } = Math.Pow(10, -6.5);

    /// <summary>That power as a share of the mean power of the speech before it. Default 0.01: 20 dB less.</summary>
    public double MinShare { get; init; } = 0.01;
}
