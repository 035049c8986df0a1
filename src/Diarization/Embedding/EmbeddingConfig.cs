using Speech.Audio;
using Speech.Diarization.Loading;

namespace Speech.Diarization.Embedding;

/// <summary>Parameters of the filter bank in front of the embedding network. Layer sizes are taken from the tensors.</summary>
internal sealed record EmbeddingConfig
{
    /// <summary>The number of mel bins. Default 80.</summary>
    public int MelBins { get; init; } = 80;

    /// <summary>Samples per frame. Default 400: 25 ms.</summary>
    public int FrameLength { get; init; } = 400;

    /// <summary>Samples from one frame to the next. Default 160: 10 ms.</summary>
    public int FrameShift { get; init; } = 160;

    /// <summary>Seconds around each frame over which features are centered; null (the default) centers over the whole window.</summary>
    public double? CenteringSpan { get; init; }

    /// <summary>The number of complete frames in a number of samples.</summary>
    public int CountFrames(int samples) => samples < FrameLength ? 0 : (samples - FrameLength) / FrameShift + 1;

    /// <summary>Reads the parameters: from the pickled checkpoint where it has them, otherwise from <c>config.yaml</c>.</summary>
    /// <exception cref="DiarizationModelException">They describe an unsupported filter bank.</exception>
    public static EmbeddingConfig Read(CheckpointMetadata metadata)
    {
        var (parameters, model) = (metadata.Pickle["hyper_parameters"], metadata.Yaml["model"]);
        Require(
            "sample_rate", value => value.GetInt32(1, 1_000_000) is null or AudioDecoder.SampleRate, $"must be {AudioDecoder.SampleRate}");
        Require("window_type", value => value.GetString() is null or "hamming", "must be hamming");
        Require("use_energy", value => value.GetBoolean() is not true, "must be false");
        Require("round_to_power_of_two", value => value.GetBoolean() is not false, "must be true");
        Require("snip_edges", value => value.GetBoolean() is not false, "must be true");
        // dither is ignored: it adds noise in training, and would give different speakers for the same audio on each run.
        return new EmbeddingConfig
        {
            MelBins = parameters["num_mel_bins"].GetInt32(8, 512) ?? model["num_mel_bins"].GetInt32(8, 512) ?? 80,
            FrameLength = ReadSamples("frame_length") ?? 400,
            FrameShift = ReadSamples("frame_shift") ?? 160,
            CenteringSpan = parameters["fbank_centering_span"].GetDouble(0.1, 3600) ?? model["fbank_centering_span"].GetDouble(0.1, 3600),
        };

        void Require(string name, Func<ConfigNode, bool> isValid, string requirement)
        {
            foreach (var value in new[] { parameters[name], model[name] })
                if (!isValid(value)) throw value.Invalid(requirement);
        }

        int? ReadSamples(string name) => (parameters[name].GetDouble(1, 100) ?? model[name].GetDouble(1, 100)) is { } milliseconds
            ? (int)(milliseconds * AudioDecoder.SampleRate / 1000) : null;
    }
}
