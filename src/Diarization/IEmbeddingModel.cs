namespace Speech.Diarization;

/// <summary>A network that hears a window of audio and makes a vector of a speaker's voice.</summary>
public interface IEmbeddingModel
{
    /// <summary>Components of a vector.</summary>
    int Dimension { get; }

    /// <summary>The least samples it takes to make a vector.</summary>
    int MinSamples { get; }

    /// <summary>Runs the network.</summary>
    /// <param name="request">Windows and the speakers to hear in them.</param>
    /// <param name="cancellationToken">May end the run.</param>
    /// <returns>Shape (masks, d), a vector for each mask; NaN where the voice could not be measured.</returns>
    float[] Run(EmbeddingRequest request, CancellationToken cancellationToken);
}

/// <summary>Windows and the speakers to hear in them. A window is given once, however many speakers it has.</summary>
/// <param name="Waveforms">Mono samples, shape (windows, samples of a window).</param>
/// <param name="Windows">How many windows; at least 1.</param>
/// <param name="Masks">Shape (masks, frames of a window): 1 in the frames to listen to, 0 elsewhere. At least one mask; none is empty.</param>
/// <param name="WindowOf">Of each mask the window it belongs to, rising.</param>
public sealed record EmbeddingRequest(ReadOnlyMemory<float> Waveforms, int Windows, ReadOnlyMemory<float> Masks, IReadOnlyList<int> WindowOf);
