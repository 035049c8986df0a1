namespace Speech.Diarization.Embedding;

/// <summary>A speaker embedding network with masked pooling.</summary>
internal interface IEmbeddingModel : IDisposable
{
    /// <summary>Dimension d of an embedding.</summary>
    int Dimension { get; }

    /// <summary>Samples of the shortest window that has an embedding.</summary>
    int MinSamples { get; }

    /// <summary>Extracts speaker embeddings.</summary>
    /// <param name="request">The windows and the mask of each speaker.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>Shape (masks, d), not normalized; NaN where no embedding could be extracted.</returns>
    float[] Run(EmbeddingRequest request, CancellationToken cancellationToken);
}
