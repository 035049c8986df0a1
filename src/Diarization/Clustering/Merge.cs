namespace Speech.Diarization.Clustering;

/// <summary>A merge of two clusters. Clusters 0 to n - 1 are the n vectors; merge k creates cluster n + k.</summary>
/// <param name="Left">The lower of the two cluster numbers.</param>
/// <param name="Right">The higher one.</param>
/// <param name="Height">Distance of the two clusters.</param>
/// <param name="Size">The number of vectors in the new cluster.</param>
internal readonly record struct Merge(int Left, int Right, double Height, int Size);
