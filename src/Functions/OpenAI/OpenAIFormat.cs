namespace Speech.Functions.OpenAI;

/// <summary>The values of <c>response_format</c>.</summary>
internal enum OpenAIFormat
{
    Json,
    Text,
    Srt,
    VerboseJson,
    Vtt,
    DiarizedJson,
}
