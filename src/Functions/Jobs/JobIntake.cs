using Speech.Functions.Answers;
using Speech.Functions.Requests;
using Speech.Storage;
using Speech.Storage.Jobs;
using Speech.Transcription.Parameters;

namespace Speech.Functions.Jobs;

/// <summary>Turns a request that would not wait, or must not, into a job.</summary>
internal sealed class JobIntake(JobStore jobs, BackgroundSettings settings)
{
    private const string RespondAsync = "respond-async";
    private static readonly TimeSpan NextLook = TimeSpan.FromSeconds(2);

    /// <summary>Whether the request becomes a job: it says so (RFC 7240), or it has too much audio to be waited for.</summary>
    public bool Takes(HttpRequest request, PredictBody body)
        => Prefers(request) || (settings.AsyncOverMegabytes > 0 && body.Audio.Length > settings.AsyncOverMegabytes * 1024L * 1024L);

    /// <exception cref="StorageException">The job cannot be kept.</exception>
    public async Task<IResult> TakeAsync(HttpRequest request, PredictBody body, InferenceParameters wanted, CancellationToken cancellationToken)
    {
        var job = await jobs.AddAsync(body.ToInput(wanted.SamplingRate), wanted, cancellationToken);
        if (Prefers(request)) request.HttpContext.Response.Headers["Preference-Applied"] = RespondAsync;
        return new JsonAnswer(new JobAnswer(job).ToJson(), StatusCodes.Status202Accepted) { Location = $"{request.PathBase}/jobs/{job.Id}", RetryAfter = NextLook };
    }

    private static bool Prefers(HttpRequest request)
        => request.Headers["Prefer"].SelectMany(line => (line ?? "").Split(','))
            // A preference may have a value and parameters behind its name.
            .Any(preference => preference.Split(';', '=')[0].Trim().Equals(RespondAsync, StringComparison.OrdinalIgnoreCase));
}
