namespace Speech.Audio.Wave;

/// <summary>The header of a RIFF chunk.</summary>
/// <param name="Id">Identifier of four characters.</param>
/// <param name="Size">Declared length of the body in bytes.</param>
internal readonly record struct RiffChunk(string Id, uint Size);
