using Speech.Diarization.Checkpoints;

namespace Speech.Diarization.Embedding;

/// <summary>The filter bank in front of an embedding network; the sizes of the network's layers are those of its tensors.</summary>
internal sealed record EmbeddingConfig
{
    public const int SampleRate = 16_000;

    /// <summary>Bands of the mel filter bank.</summary>
    public int MelBins { get; init; } = 80;

    /// <summary>Samples of one frame.</summary>
    public int FrameLength { get; init; } = 400;

    /// <summary>Samples from one frame to the next.</summary>
    public int FrameShift { get; init; } = 160;

    /// <summary>Seconds over which features are centred, around each frame; null for the whole chunk.</summary>
    public double? CenteringSpan { get; init; }

    /// <summary>Frames of the filter bank: only whole ones.</summary>
    public int Frames(int samples) => samples < FrameLength ? 0 : (samples - FrameLength) / FrameShift + 1;

    /// <summary>Reads the settings beside a checkpoint: those in the pickle where they are, those of <c>config.yaml</c> otherwise.</summary>
    /// <exception cref="DiarizationModelException">They ask for a filter bank of another kind.</exception>
    public static EmbeddingConfig Read(ModelSettings settings)
    {
        var (parameters, model) = (settings.Pickle["hyper_parameters"], settings.Yaml["model"]);
        Require("sample_rate", value => value.Integer(1, 1_000_000) is null or SampleRate, $"must be {SampleRate}");
        Require("window_type", value => value.Text() is null or "hamming", "must be hamming");
        Require("use_energy", value => value.Truth() is not true, "must be false");
        Require("round_to_power_of_two", value => value.Truth() is not false, "must be true");
        Require("snip_edges", value => value.Truth() is not false, "must be true");
        // dither is noise for training; it would make the same audio give other speakers each time.
        return new EmbeddingConfig
        {
            MelBins = parameters["num_mel_bins"].Integer(8, 512) ?? model["num_mel_bins"].Integer(8, 512) ?? 80,
            FrameLength = Samples("frame_length") ?? 400,
            FrameShift = Samples("frame_shift") ?? 160,
            CenteringSpan = parameters["fbank_centering_span"].Number(0.1, 3600) ?? model["fbank_centering_span"].Number(0.1, 3600),
        };

        void Require(string name, Func<PlainTree, bool> isRight, string fault)
        {
            foreach (var value in new[] { parameters[name], model[name] })
                if (!isRight(value)) throw value.Fault(fault);
        }

        int? Samples(string name) => (parameters[name].Number(1, 100) ?? model[name].Number(1, 100)) is { } milliseconds ? (int)(milliseconds * SampleRate / 1000) : null;
    }
}
