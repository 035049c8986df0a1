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

/// <summary>Windows and the speakers to hear in them.</summary>
/// <param name="Windows">The audio. Windows without a mask need not be heard.</param>
/// <param name="Masks">Shape (masks, frames of a window): 1 in the frames to listen to, 0 elsewhere. At least one mask; none is empty.</param>
/// <param name="WindowOf">Of each mask the window it belongs to, rising.</param>
public sealed record EmbeddingRequest(WindowedAudio Windows, ReadOnlyMemory<float> Masks, IReadOnlyList<int> WindowOf);
