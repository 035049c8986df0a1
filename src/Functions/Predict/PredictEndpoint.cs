using Speech.Functions.Jobs;
using Speech.Functions.Responses;
using Speech.Transcription.Formats;
using Speech.Transcription.Parameters;
using Speech.Transcription.Permits;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Wire;

namespace Speech.Functions.Predict;

/// <summary>Transcribes the audio of a request. Independent of the host: routes of the web host and functions share it.</summary>
internal sealed class PredictEndpoint(
    BodyReader bodies, PermitGate gate, ParameterReader parameters, TranscriptionHandler handler, JobIntake? jobs = null)
{
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the client disconnects or the host stops.</param>
    /// <returns>The transcript, or 202 with the job that will produce it.</returns>
    /// <exception cref="Exception">Any that <see cref="Errors.ErrorTable"/> maps to a status.</exception>
    public async Task<IResult> HandleAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var format = bodies.Verify(request);
        // Before the body is read: a request that is rejected for lack of capacity should not upload its audio first.
        using var permit = gate.Enter();
        await using var body = await bodies.ReadAsync(request, format, cancellationToken);
        var inference = parameters.Read(body.Parameters);
        // Without a storage account there are no jobs, and the preference is ignored, as RFC 7240 allows.
        if (jobs?.ShouldAccept(request, body) == true) return await jobs.AcceptAsync(request, body, inference, cancellationToken);
        var transcript = await handler.TranscribeAsync(body.ToInput(inference.SamplingRate), inference, cancellationToken);
        return inference.Format is { } text
            ? new TextResponse(TranscriptFormats.Write(text, transcript, inference.Subtitles), TranscriptFormats.ContentTypeOf(text))
            : new JsonResponse(TranscriptionResponse.From(transcript, inference).ToJson());
    }
}
