using Speech.Functions.Responses;
using Speech.Transcription.Options;

namespace Speech.Functions.OpenAI;

/// <summary><c>GET /v1/models</c>: the model that is loaded, whatever a request asks for.</summary>
internal sealed class OpenAIModels(ModelOptions models)
{
    /// <summary>The name of the model. A path says nothing to a client, and where a model is stored is not its business.</summary>
    public string Name { get; } = Directory.Exists(models.AsrModel) || models.Ggml is { Repository: null }
        ? Path.GetFileName(Path.TrimEndingDirectorySeparator(models.AsrModel)) : models.AsrModel;

    public IResult List()
    {
        var owner = Name.Contains('/', StringComparison.Ordinal) ? Name.Split('/')[0] : "local";
        return new JsonResponse(OpenAIJson.Write(new ModelList("list", [new(Name, "model", 0, owner)])));
    }

    private sealed record ModelList(string Object, IReadOnlyList<Model> Data);

    private sealed record Model(string Id, string Object, long Created, string OwnedBy);
}
