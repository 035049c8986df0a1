namespace Speech.Diarization.Annotations;

/// <summary>A cluster speaks.</summary>
/// <param name="Start">Seconds from the start of the audio.</param>
/// <param name="End">Seconds from the start of the audio; later than the start.</param>
/// <param name="Cluster">Its number.</param>
internal readonly record struct ClusterTurn(double Start, double End, int Cluster);
