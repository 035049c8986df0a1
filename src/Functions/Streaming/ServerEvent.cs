namespace Speech.Functions.Streaming;

/// <summary>One server-sent event.</summary>
/// <param name="Name">Its type; null for a message without one.</param>
/// <param name="Data">UTF-8 JSON on one line.</param>
internal sealed record ServerEvent(string? Name, byte[] Data);
