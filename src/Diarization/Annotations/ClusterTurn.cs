namespace Speech.Diarization.Annotations;

/// <summary>A turn of a cluster that has no label yet.</summary>
/// <param name="Start">Seconds from the start of the audio.</param>
/// <param name="End">Seconds from the start of the audio; greater than <paramref name="Start"/>.</param>
/// <param name="Cluster">The cluster, from 0.</param>
internal readonly record struct ClusterTurn(double Start, double End, int Cluster);
