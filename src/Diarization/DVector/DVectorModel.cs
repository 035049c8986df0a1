using System.Numerics.Tensors;
using Speech.Audio;
using Speech.Checkpoints;
using Speech.Checkpoints.Errors;
using Speech.Diarization.Embedding;
using Speech.Diarization.Loading;
using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;
using Speech.Onnx.Weights;

namespace Speech.Diarization.DVector;

/// <summary>Extracts d-vectors: speaker embeddings of an LSTM that has no masked pooling. The frames of a speaker are joined before they
/// are cut into the windows that the network was trained with; the embedding is the mean over these. Thread-safe.</summary>
internal sealed class DVectorModel : IEmbeddingModel
{
    // Windows per run: a multiple of those that the LSTM takes through its steps together.
    private const int MaxBatch = 36;

    private readonly NetworkSession _spectrogram, _encoder;
    private readonly int _bins;

    private DVectorModel(NetworkSession spectrogram, NetworkSession encoder, int bins)
    {
        (_spectrogram, _encoder, _bins) = (spectrogram, encoder, bins);
        // A trial run: tensors whose shapes do not match fail the load, not the first request.
        Dimension = NetworkErrors.Translate(() => Encode(new float[WindowValues], 1, CancellationToken.None).Length);
    }

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <inheritdoc/>
    /// <remarks>Half a second: of shorter speech the network distinguishes speakers badly.</remarks>
    public int MinSamples => AudioDecoder.SampleRate / 2;

    private int WindowValues => DVectorFeatures.WindowFrames * _bins;

    /// <summary>Whether the checkpoint of a folder holds this network.</summary>
    /// <exception cref="CheckpointException">The weights cannot be read.</exception>
    public static bool IsIn(string folder)
    {
        using var checkpoint = Checkpoint.Open(folder);
        using var weights = new CheckpointWeights(checkpoint);
        return DVectorGraph.IsIn(weights);
    }

    /// <summary>Loads the network.</summary>
    /// <param name="folder">Folder with <c>pytorch_model.bin</c> or <c>model.safetensors</c>.</param>
    /// <param name="environment">Opens the sessions.</param>
    /// <param name="profile">Device and precision of the network.</param>
    /// <exception cref="DiarizationModelException">The folder does not hold a d-vector network.</exception>
    /// <exception cref="CheckpointException">The weights cannot be read.</exception>
    public static DVectorModel Load(string folder, OnnxRuntimeEnvironment environment, ComputeProfile profile)
    {
        var (sessions, bins) = (new List<NetworkSession>(), 0);
        try
        {
            sessions.Add(NetworkSession.Open(folder, environment, profile, weights =>
            {
                bins = DVectorGraph.CountBins(weights);
                return DVectorGraph.CreateSpectrogram(weights);
            }));
            sessions.Add(NetworkSession.Open(folder, environment, profile, weights => DVectorGraph.CreateEncoder(weights, profile)));
            return new DVectorModel(sessions[0], sessions[1], bins);
        }
        catch
        {
            sessions.ForEach(session => session.Dispose());
            throw;
        }
    }

    /// <summary>Computes one embedding per mask, shape (masks, <see cref="Dimension"/>), of unit length.</summary>
    /// <param name="request">Windows at 16 kHz. Masks may have any length: they are resampled.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    public float[] Run(EmbeddingRequest request, CancellationToken cancellationToken)
    {
        var (audio, windowOf, maskLength) = (request.Windows, request.WindowOf, request.Masks.Length / request.WindowOf.Count);
        var (windows, maskOf) = (new List<float[]>(), new List<int>());
        // The windows overlap: what they share is computed once.
        var mel = ComputeMel(audio.Range(windowOf[0], windowOf[^1]), cancellationToken);
        var weights = new float[audio.Length / DVectorFeatures.Hop];
        for (var mask = 0; mask < windowOf.Count; mask++)
        {
            var start = (windowOf[mask] - windowOf[0]) * audio.Step / DVectorFeatures.Hop;
            EmbeddingMask.Resize(request.Masks.Span.Slice(mask * maskLength, maskLength), weights);
            var frames = mel.AsSpan(start * _bins, weights.Length * _bins);
            foreach (var window in CutWindows(DVectorFeatures.Select(frames, audio[windowOf[mask]].Span, weights)))
            {
                windows.Add(window);
                maskOf.Add(mask);
            }
        }

        return Average(EncodeAll(windows, cancellationToken), maskOf, windowOf.Count);
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _spectrogram.Dispose();
    }

    /// <summary>Computes the mel power spectrogram, shape (frames, bins).</summary>
    internal float[] ComputeMel(ReadOnlyMemory<float> samples, CancellationToken cancellationToken)
    {
        using var audio = NetworkSession.Tensor(samples, 1, samples.Length);
        return _spectrogram.Run(DVectorGraph.Mel, cancellationToken, (DVectorGraph.Audio, audio));
    }

    /// <summary>Computes the embeddings of windows of 160 frames, shape (windows, <see cref="Dimension"/>).</summary>
    internal float[] Encode(ReadOnlyMemory<float> windows, int count, CancellationToken cancellationToken)
    {
        using var mel = NetworkSession.Tensor(windows[..(count * WindowValues)], count, DVectorFeatures.WindowFrames, _bins);
        return _encoder.Run(DVectorGraph.Embeddings, cancellationToken, (DVectorGraph.Mel, mel));
    }

    private IEnumerable<float[]> CutWindows(float[] features)
    {
        foreach (var start in DVectorFeatures.WindowStarts(features.Length / _bins))
        {
            var window = new float[WindowValues];
            var speech = features.AsSpan(start * _bins, Math.Min(WindowValues, features.Length - start * _bins));
            // Shorter speech is repeated: in silence after it the network forgets the speaker.
            for (var filled = 0; filled < window.Length && !speech.IsEmpty; filled += speech.Length)
                speech[..Math.Min(speech.Length, window.Length - filled)].CopyTo(window.AsSpan(filled));
            yield return window;
        }
    }

    private float[] EncodeAll(List<float[]> windows, CancellationToken cancellationToken)
    {
        var embeddings = new float[windows.Count * Dimension];
        foreach (var (batch, part) in windows.Chunk(MaxBatch).Index())
            Encode(part.SelectMany(window => window).ToArray(), part.Length, cancellationToken)
                .CopyTo(embeddings, batch * MaxBatch * Dimension);
        return embeddings;
    }

    /// <summary>The mean embedding of each mask, normalized to unit length.</summary>
    private float[] Average(float[] embeddings, List<int> maskOf, int masks)
    {
        var means = new float[masks * Dimension];
        foreach (var (window, mask) in maskOf.Index())
        {
            var sum = means.AsSpan(mask * Dimension, Dimension);
            TensorPrimitives.Add(sum, embeddings.AsSpan(window * Dimension, Dimension), sum);
        }

        for (var mask = 0; mask < masks; mask++)
        {
            var mean = means.AsSpan(mask * Dimension, Dimension);
            TensorPrimitives.Divide(mean, TensorPrimitives.Norm<float>(mean), mean);
        }

        return means;
    }
}
