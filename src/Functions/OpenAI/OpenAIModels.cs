using Speech.Functions.Responses;
using Speech.Transcription.Options;

namespace Speech.Functions.OpenAI;

/// <summary><c>GET /v1/models</c>: the model that is loaded, whatever a request asks for.</summary>
internal sealed class OpenAIModels(ModelOptions models)
{
    public IResult List()
    {
        // A path says nothing to a client, and where a model is stored is not its business.
        var model = models.AsrModel;
        var name = Directory.Exists(model) ? Path.GetFileName(Path.TrimEndingDirectorySeparator(model)) : model;
        var owner = name.Contains('/', StringComparison.Ordinal) ? name.Split('/')[0] : "local";
        return new JsonResponse(OpenAIJson.Write(new ModelList("list", [new(name, "model", 0, owner)])));
    }

    private sealed record ModelList(string Object, IReadOnlyList<Model> Data);

    private sealed record Model(string Id, string Object, long Created, string OwnedBy);
}
