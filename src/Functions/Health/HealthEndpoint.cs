using Speech.Functions.Answers;
using Speech.Transcription.Models;

namespace Speech.Functions.Health;

/// <summary>Tells whether the models work. Where they do not, asking sets a trial run going: a probe alone brings the endpoint up.</summary>
internal sealed class HealthEndpoint(ModelHealth health)
{
    private static readonly TimeSpan NextProbe = TimeSpan.FromSeconds(5);

    public IResult Handle()
    {
        if (health.Problem is not { } problem) return Results.Text("OK");
        _ = health.CheckAsync();
        return new JsonAnswer(new ErrorAnswer(problem).ToJson(), StatusCodes.Status503ServiceUnavailable) { RetryAfter = NextProbe };
    }
}
