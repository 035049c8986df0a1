using Speech.Functions.Errors;
using Speech.Functions.Jobs;
using Speech.Functions.Requests;
using Speech.Functions.Responses;
using Speech.Functions.Streaming;
using Speech.Transcription.Formats;
using Speech.Transcription.Parameters;
using Speech.Transcription.Permits;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Wire;

namespace Speech.Functions.Predict;

/// <summary>Transcribes the audio of a request. Independent of the host: routes of the web host and functions share it.</summary>
internal sealed class PredictEndpoint(
    BodyReader bodies, Uploads uploads, PermitGate gate, ParameterReader parameters, TranscriptionHandler handler, ErrorTable errors,
    TimeProvider time, JobIntake? jobs = null)
{
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the client disconnects or the host stops.</param>
    /// <returns>The transcript, or 202 with the job that will produce it.</returns>
    /// <exception cref="Exception">Any that <see cref="Errors.ErrorTable"/> maps to a status.</exception>
    public async Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var format = bodies.Verify(request);
        // Before the body is read: a request that is rejected for lack of capacity should not upload its audio first.
        using var admission = gate.Admit(ClientAddress.Of(request.HttpContext));
        await using var body = await bodies.ReadAsync(request, format, cancellationToken);
        var inference = parameters.Read(body.Parameters);
        var isStream = AcceptedFormat.IsEventStream(request);
        // Without a storage account there are no jobs, and the preference is ignored, as RFC 7240 allows.
        if (jobs?.ShouldAccept(request, body, inference, isStream) == true)
            return await jobs.AcceptAsync(request, body, inference, cancellationToken);
        if (inference.CallbackUrl is not null)
            throw new ParameterException(["callback_url needs a job: send \"Prefer: respond-async\" to an endpoint with storage"]);
        if (isStream && inference.Format is not null)
            throw new ParameterException(["response_format must be \"json\" for a stream of events"]);
        var input = body.ToInput(inference.SamplingRate) with { Limit = uploads.Work };
        using var permit = await admission.EnterAsync(cancellationToken);
        if (isStream)
        {
            await StreamAsync(request.HttpContext, input, inference, permit, cancellationToken);
            return Results.Empty;
        }

        var transcript = await handler.TranscribeAsync(input, inference, cancellationToken);
        return inference.Format is { } text
            ? new TextResponse(TranscriptFormats.Write(text, transcript, inference.Subtitles), TranscriptFormats.ContentTypeOf(text))
            : new JsonResponse(TranscriptionResponse.From(transcript, inference).ToJson());
    }

    private Task StreamAsync(
        HttpContext context, AudioInput input, InferenceParameters inference, IDisposable permit, CancellationToken cancellationToken)
    {
        var stream = new EventStream(context.Response, time);
        return stream.RunAsync(
            async token =>
            {
                // A client that reads its events slowly keeps no permit.
                using var held = permit;
                var transcript = await handler.TranscribeAsync(input, inference, new PredictEvents(stream, inference, time), token);
                stream.Send(new("result", TranscriptionResponse.From(transcript, inference).ToJson()));
            },
            exception => new("error", errors.Report(context, exception).ToJson(context.Request)),
            cancellationToken);
    }
}
