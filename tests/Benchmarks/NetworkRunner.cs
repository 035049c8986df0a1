using Speech.Onnx.Layers;
using Speech.Whisper;
using Speech.Whisper.Model;

namespace Speech.Benchmarks;

/// <summary>Runs the encoder and the decoder of a checkpoint directly, without the decoding loop.</summary>
internal sealed class NetworkRunner(string folder, ComputeProfile profile) : IDisposable
{
    private const int PastTokens = 64, Token = 1000;

    private readonly Networks _networks = Networks.Load(
        folder, WhisperConfig.Load(folder), GenerationConfig.Load(folder), new WhisperOptions { Profile = profile },
        BenchmarkEnvironment.Instance);

    public WhisperConfig Config => _networks.Config;
    public Encoder Encoder => _networks.Encoder;
    public Decoder Decoder => _networks.Decoder;

    /// <summary>Median time in milliseconds of a decoder step of one token per sequence.</summary>
    /// <param name="sequences">Number of sequences in the batch.</param>
    /// <param name="runs">Number of timed steps.</param>
    public double MeasureStep(int sequences, int runs)
    {
        using var cache = CreateFilledCache(sequences);
        return Measure.Median(runs, CreateStep(cache, sequences));
    }

    /// <summary>Allocates a cache.</summary>
    public KeyValueCache CreateCache(int slots) => _networks.CreateCache(slots);

    /// <summary>Allocates a cache with the cross-attention keys and values of the same window of noise in each slot.</summary>
    public KeyValueCache CreateFilledCache(int slots)
    {
        var cache = CreateCache(slots);
        using var encoded = Encoder.Encode(CreateNoise());
        for (var slot = 0; slot < slots; slot++) Decoder.ComputeCrossAttentionCache(cache, slot, encoded);
        return cache;
    }

    /// <summary>Prepares a decoder pass over sequences with 64 tokens in the cache; it computes the logits of every new token.</summary>
    /// <param name="cache">A filled cache.</param>
    /// <param name="sequences">Number of sequences in the batch.</param>
    /// <param name="tokensPerSequence">Number of new tokens per sequence.</param>
    public Action CreateStep(KeyValueCache cache, int sequences, int tokensPerSequence = 1)
    {
        var (past, tokens) = (new long[sequences], new long[sequences * tokensPerSequence]);
        Array.Fill(past, PastTokens);
        Array.Fill(tokens, Token);
        long[] logitIndices = [.. Enumerable.Range(0, tokens.Length).Select(i => (long)(i % tokensPerSequence))];
        return () => Decoder.Run(cache, 0, past, tokens, logitIndices);
    }

    /// <summary>A full window of white noise, the same on every call.</summary>
    public float[] CreateNoise()
    {
        var random = new Random(2);
        var samples = new float[Encoder.WindowSamples];
        for (var i = 0; i < samples.Length; i++) samples[i] = random.NextSingle() - 0.5f;
        return samples;
    }

    public void Dispose() => _networks.Dispose();
}
