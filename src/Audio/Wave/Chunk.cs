namespace Speech.Audio.Wave;

/// <summary>The head of one RIFF chunk.</summary>
/// <param name="Id">Four characters.</param>
/// <param name="Size">Bytes of the body, as the file claims.</param>
internal readonly record struct Chunk(string Id, uint Size);
