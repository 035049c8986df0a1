using Speech.Functions.Answers;
using Speech.Functions.Errors;
using Speech.Functions.Jobs;
using Speech.Functions.Requests;
using Speech.Functions.Security;
using Speech.Transcription.Parameters;
using Speech.Transcription.Permits;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Telemetry;
using Speech.Transcription.Wire;

namespace Speech.Functions.Predict;

/// <summary>Audio in, timed text out. Knows no host: the web host and a function call it alike.</summary>
internal sealed class PredictEndpoint(
    ApiTokenGuard guard, BodyReader bodies, PermitGate gate, ParameterReader parameters, TranscriptionHandler handler,
    ErrorTable errors, SpeechTelemetry telemetry, TimeProvider time, JobIntake? jobs = null)
{
    /// <param name="request">The request.</param>
    /// <param name="stopping">The host's own wish to stop; the client's going away is seen without it.</param>
    /// <returns>The transcript, the job that will bring it, or the error that the contract names: it throws nothing.</returns>
    public async Task<IResult> HandleAsync(HttpRequest request, CancellationToken stopping = default)
    {
        var started = time.GetTimestamp();
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted, stopping);
        IResult answer;
        try
        {
            answer = await AnswerAsync(request, cancelled.Token);
        }
        catch (Exception reason)
        {
            answer = errors.Answer(request, reason, cancelled.IsCancellationRequested);
        }
        telemetry.RecordRequest((answer as IStatusCodeHttpResult)?.StatusCode ?? 0, time.GetElapsedTime(started));
        return answer;
    }

    private async Task<IResult> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        guard.Verify(request);
        var form = bodies.Verify(request);
        // Before the body is read: a request that will be refused should not upload its audio first.
        using var permit = gate.Enter();
        await using var body = await bodies.ReadAsync(request, form, cancellationToken);
        var wanted = parameters.Read(body.Parameters);
        // Without a storage there are no jobs; a preference is no demand.
        if (jobs?.Takes(request, body) == true) return await jobs.TakeAsync(request, body, wanted, cancellationToken);
        var transcript = await handler.TranscribeAsync(body.ToInput(wanted.SamplingRate), wanted, cancellationToken);
        return new JsonAnswer(TranscriptionResponse.From(transcript, wanted).ToJson());
    }
}
