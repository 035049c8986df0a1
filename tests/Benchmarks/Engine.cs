using Speech.Audio;
using Speech.Onnx.Layers;
using Speech.Whisper;
using Speech.Whisper.Model;

namespace Speech.Benchmarks;

/// <summary>The networks of a checkpoint, without the loop around them.</summary>
internal sealed class Engine : IDisposable
{
    private readonly Networks _networks;

    public Engine(string folder, ComputeProfile profile) => _networks = Networks.Load(folder, new WhisperOptions { Profile = profile }, BenchmarkEnvironment.Instance);

    public WhisperConfig Config => _networks.Config;
    public Encoder Encoder => _networks.Encoder;
    public Decoder Decoder => _networks.Decoder;

    /// <summary>Milliseconds of one step: a token for each of so many rows, with 64 tokens behind them.</summary>
    public double StepMilliseconds(int rows, int runs)
    {
        using var cache = Rows(rows);
        return Measure.Median(runs, Step(cache, rows));
    }

    /// <summary>Rows that all listen to the same noise.</summary>
    public KeyValueCache Rows(int rows)
    {
        var cache = _networks.CreateCache(rows);
        using var hidden = Encoder.Encode(Noise());
        for (var row = 0; row < rows; row++) Decoder.ComputeCrossAttentionCache(cache, row, hidden);
        return cache;
    }

    /// <summary>Room for rows.</summary>
    public KeyValueCache NewCache(int rows) => _networks.CreateCache(rows);

    /// <summary>One pass over rows that hold 64 tokens each: so many new tokens of every row, and the logits after each.</summary>
    public Action Step(KeyValueCache cache, int rows, int times = 1)
    {
        var (past, tokens) = (new long[rows], new long[rows * times]);
        Array.Fill(past, 64);
        Array.Fill(tokens, 1000);
        long[] at = [.. Enumerable.Range(0, rows * times).Select(i => (long)(i % times))];
        return () => Decoder.Run(cache, 0, past, tokens, at);
    }

    /// <summary>A window of noise.</summary>
    public float[] Noise()
    {
        var random = new Random(2);
        var samples = new float[Encoder.WindowSamples];
        for (var i = 0; i < samples.Length; i++) samples[i] = random.NextSingle() - 0.5f;
        return samples;
    }

    /// <summary>The blocks of an audio file.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<float>> DecodeAsync(string audio, int seconds = int.MaxValue)
    {
        await using var file = File.OpenRead(audio);
        var left = (long)seconds * AudioDecoder.SampleRate;
        await foreach (var block in new AudioDecoder(new AudioOptions()).DecodeAsync(file))
        {
            yield return block;
            if ((left -= block.Length) <= 0) yield break;
        }
    }

    public void Dispose() => _networks.Dispose();
}
