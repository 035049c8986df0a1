namespace Speech.Diarization.Clustering;

/// <summary>Two clusters become one. Clusters 0 to n-1 are the n vectors; merge k makes cluster n+k.</summary>
/// <param name="Left">The lower of the two clusters' numbers.</param>
/// <param name="Right">The higher one.</param>
/// <param name="Height">Distance of the two.</param>
/// <param name="Size">Vectors of the new cluster.</param>
internal readonly record struct Merge(int Left, int Right, double Height, int Size);
