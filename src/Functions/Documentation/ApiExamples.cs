using System.Text.Json.Nodes;

namespace Speech.Functions.Documentation;

/// <summary>Examples of bodies. A node can have one parent only, so each call parses a new one.</summary>
internal static class ApiExamples
{
    public const string ErrorMessage = "Invalid parameters: batch_size must be a whole number of at least 1, not 0";

    private const string TranscriptJson = """
        {
          "speakers": [
            {"speaker": "SPEAKER_00", "text": " I like rice and bread", "timestamp": [0.46, 1.82]},
            {"speaker": "SPEAKER_01", "text": " yes please", "timestamp": [3.26, 3.86]}
          ],
          "chunks": [
            {"text": " I like rice and bread", "timestamp": [0.46, 2.18]},
            {"text": " yes please", "timestamp": [3.26, 3.96]}
          ],
          "text": " I like rice and bread yes please",
          "language": "en",
          "duration": 4.2
        }
        """;

    public static JsonNode Request()
        => JsonNode.Parse("""{"inputs": "UklGRiQAAABXQVZF...", "parameters": {"language": "en", "num_speakers": 2}}""")!;

    public static JsonNode Transcript() => JsonNode.Parse(TranscriptJson)!;

    public static JsonNode Error(string message) => new JsonObject { ["error"] = message, ["detail"] = message };

    public static JsonNode QueuedJob() => Job("queued");

    public static JsonNode FinishedJob()
    {
        var job = Job("done");
        job["result"] = Transcript();
        return job;
    }

    private static JsonObject Job(string state)
        => new() { ["id"] = "0f8fad5bd9cb469fa16570867728950e", ["state"] = state, ["expires"] = "2026-01-02T03:04:05+00:00" };
}
