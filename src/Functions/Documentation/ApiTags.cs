namespace Speech.Functions.Documentation;

/// <summary>The groups of operations in the document.</summary>
internal static class ApiTags
{
    public const string Transcription = "Transcription";
    public const string OpenAI = "OpenAI";
    public const string Jobs = "Jobs";
    public const string Status = "Status";
}
