using Speech.Functions.Errors;
using Speech.Functions.Requests;
using Speech.Functions.Streaming;
using Speech.Transcription.Parameters;
using Speech.Transcription.Permits;
using Speech.Transcription.Pipeline;
using Speech.Whisper;

namespace Speech.Functions.OpenAI;

/// <summary>OpenAI's routes for audio. Independent of the host: routes of the web host and functions share it.</summary>
internal sealed class OpenAIEndpoint(
    PermitGate gate, ParameterReader parameters, PipelineOptions pipeline, TranscriptionHandler handler, ErrorTable errors,
    TimeProvider time, Uploads uploads)
{
    private readonly OpenAIRequestReader _requests = new(parameters);

    /// <summary><c>POST /v1/audio/transcriptions</c> and <c>/translations</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="task">What the route does.</param>
    /// <param name="cancellationToken">Cancelled when the client disconnects or the host stops.</param>
    /// <exception cref="Exception">Any that <see cref="ErrorTable"/> maps to a status.</exception>
    public async Task<IResult> HandleAsync(HttpRequest request, SpeechTask task, CancellationToken cancellationToken)
    {
        request.HttpContext.Response.Headers[ErrorTable.RequestIdHeader] = request.HttpContext.TraceIdentifier;
        Verify(request);
        using var admission = gate.Admit(ClientAddress.Of(request.HttpContext));
        await using var body = uploads.CreateBody();
        var fields = await ReadAsync(request, body, cancellationToken);
        var wanted = _requests.Read(fields, task);
        if (wanted.Format is OpenAIFormat.DiarizedJson && !pipeline.LabelsSpeakers)
            throw OpenAIFields.Invalid("response_format", "is diarized_json, but no diarization model is configured");
        var input = body.ToInput(wanted.Parameters.SamplingRate) with { Limit = uploads.Work };
        using var permit = await admission.EnterAsync(cancellationToken);
        if (wanted.IsStream)
        {
            await StreamAsync(request.HttpContext, input, wanted, permit, cancellationToken);
            return Results.Empty;
        }

        return OpenAIResponseWriter.Write(await handler.TranscribeAsync(input, wanted.Parameters, cancellationToken), wanted);
    }

    private void Verify(HttpRequest request)
    {
        uploads.VerifyLength(request);
        if (string.IsNullOrWhiteSpace(request.ContentType) || BodyFormats.FromContentType(request.ContentType) is not BodyFormat.Multipart)
            throw new UnsupportedContentTypeException(request.ContentType ?? "", "multipart/form-data");
    }

    private async Task<OpenAIFields> ReadAsync(HttpRequest request, PredictBody body, CancellationToken cancellationToken)
    {
        var fields = new OpenAIFields();
        await using var limited = uploads.Open(request);
        var form = new FormReader(limited, request.ContentType!, body.Audio);
        await form.ReadAsync(name => name != "file", fields.Add, cancellationToken);
        if (!form.HasAudio) throw OpenAIFields.Invalid("file", "is missing");
        body.AudioType = form.AudioType;
        return fields;
    }

    private Task StreamAsync(
        HttpContext context, AudioInput input, OpenAIRequest request, IDisposable permit, CancellationToken cancellationToken)
    {
        var stream = new EventStream(context.Response, time);
        var events = new OpenAIEvents(stream, request);
        return stream.RunAsync(
            async token =>
            {
                // A client that reads its events slowly keeps no permit.
                using (permit) events.Finish(await handler.TranscribeAsync(input, request.Parameters, events, token));
            },
            exception => new(null, errors.Report(context, exception).ToJson(context.Request)),
            cancellationToken);
    }
}
