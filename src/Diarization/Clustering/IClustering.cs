using Speech.Diarization.Embedding;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Clustering;

/// <summary>Clusters the local speakers of all windows into the speakers of the recording.</summary>
internal interface IClustering
{
    /// <summary>Clusters the speaker embeddings.</summary>
    /// <param name="embeddings">Shape (windows, speakers, d).</param>
    /// <param name="segmentation">Shape (windows, frames); at least one speaker is active.</param>
    /// <param name="bounds">Bounds on the number of clusters.</param>
    /// <param name="cancellationToken">Checked between the steps of the clustering.</param>
    ClusteringResult Cluster(
        SpeakerEmbeddings embeddings, BinarizedSegmentation segmentation, SpeakerBounds bounds, CancellationToken cancellationToken);
}
