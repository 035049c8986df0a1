namespace Speech.Diarization;

/// <summary>Folders of the parts of a pipeline.</summary>
/// <param name="Pipeline">Folder with the pipeline's <c>config.yaml</c>.</param>
/// <param name="Segmentation">Folder of the segmentation network.</param>
/// <param name="Embedding">Folder of the embedding network.</param>
/// <param name="Plda">Folder with <c>plda.npz</c> and <c>xvec_transform.npz</c>; null if the clustering needs none.</param>
public sealed record DiarizationFolders(string Pipeline, string Segmentation, string Embedding, string? Plda);
