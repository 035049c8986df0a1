namespace Speech.Storage.Outputs;

/// <summary>A blob to be published.</summary>
/// <param name="Name">The name in the container of transcripts.</param>
/// <param name="Content">The content.</param>
/// <param name="ContentType">The media type of the content.</param>
internal sealed record Output(string Name, BinaryData Content, string ContentType);
