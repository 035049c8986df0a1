using Speech.Functions.Errors;
using Speech.Functions.Responses;
using Speech.Transcription.Options;

namespace Speech.Functions.OpenAI;

/// <summary><c>GET /v1/models</c> and <c>/v1/models/{id}</c>: the model that is loaded, whatever a request asks for.</summary>
internal sealed class OpenAIModels
{
    private readonly Model _model;

    public OpenAIModels(ModelOptions models)
    {
        Name = Directory.Exists(models.AsrModel) || models.Ggml is { Repository: null }
            ? Path.GetFileName(Path.TrimEndingDirectorySeparator(models.AsrModel)) : models.AsrModel;
        _model = new(Name, "model", 0, Name.Contains('/', StringComparison.Ordinal) ? Name.Split('/')[0] : "local");
    }

    /// <summary>The name of the model. A path says nothing to a client, and where a model is stored is not its business.</summary>
    public string Name { get; }

    public IResult List() => new JsonResponse(OpenAIJson.Write(new ModelList("list", [_model])));

    /// <param name="request">A request whose route has an <c>id</c>, in which a slash may be encoded.</param>
    public IResult Get(HttpRequest request)
        => Uri.UnescapeDataString((string)request.RouteValues["id"]!) == Name
            ? new JsonResponse(OpenAIJson.Write(_model))
            : new EndpointError(StatusCodes.Status404NotFound, $"The model is {Name}, whatever a transcription asks for").ToResult(request);

    private sealed record ModelList(string Object, IReadOnlyList<Model> Data);

    private sealed record Model(string Id, string Object, long Created, string OwnedBy);
}
