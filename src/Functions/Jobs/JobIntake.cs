using Microsoft.Extensions.Options;
using Speech.Functions.Options;
using Speech.Functions.Requests;
using Speech.Functions.Responses;
using Speech.Storage;
using Speech.Storage.Jobs;
using Speech.Storage.Options;
using Speech.Transcription.Parameters;

namespace Speech.Functions.Jobs;

/// <summary>Turns a request into a job when the client prefers one, or when the audio is too large to wait for.</summary>
internal sealed class JobIntake(JobStore jobs, IOptions<BackgroundOptions> options, IOptions<CallbackOptions> callbacks)
{
    private const string RespondAsync = "respond-async";

    /// <summary>Whether the request becomes a job: by its preference (RFC 7240), or by the size of its audio. A stream of events keeps
    /// its connection alive, so its audio may have any size; a job has no other format than JSON, and reference audio cannot be stored with
    /// it.</summary>
    public bool ShouldAccept(HttpRequest request, PredictBody body, InferenceParameters parameters, bool isStream)
        => PrefersAsync(request)
        || (!isStream && parameters.Format is null && parameters.KnownSpeakers.Count == 0
            && options.Value.AsyncOverMegabytes is > 0 and var limit && body.Audio.Length > limit * 1024L * 1024L);

    /// <exception cref="ParameterException">The answer of a job is JSON, and the request asks for another format.</exception>
    /// <exception cref="StorageException">The job cannot be stored.</exception>
    /// <exception cref="TooManyJobsException">The client has too many jobs that have not ended.</exception>
    public async Task<IResult> AcceptAsync(
        HttpRequest request, PredictBody body, InferenceParameters parameters, CancellationToken cancellationToken)
    {
        if (parameters.Format is not null) throw new ParameterException(["response_format must be \"json\" for a job"]);
        if (parameters.KnownSpeakers.Count > 0) throw new ParameterException(["known_speakers do not apply to a job"]);
        if (parameters.CallbackUrl is { } url && !CallbackSender.IsAllowed(new Uri(url), callbacks.Value))
            throw new ParameterException(["callback_url is not allowed: CALLBACK_HOSTS does not have its host, without a port"]);
        var job = await jobs.AddAsync(
            body.ToInput(parameters.SamplingRate), parameters, ClientAddress.Of(request.HttpContext), cancellationToken);
        if (PrefersAsync(request)) request.HttpContext.Response.Headers["Preference-Applied"] = RespondAsync;
        var accepted = new JobBody(job);
        return new JsonResponse(accepted.ToJson(), StatusCodes.Status202Accepted)
        {
            Location = $"{request.PathBase}/jobs/{job.Id}",
            RetryAfter = accepted.RetryAfter,
        };
    }

    private static bool PrefersAsync(HttpRequest request)
        => request.Headers["Prefer"].SelectMany(line => (line ?? "").Split(','))
            // A preference may have a value and parameters after its name.
            .Any(preference => preference.Split(';', '=')[0].Trim().Equals(RespondAsync, StringComparison.OrdinalIgnoreCase));
}
