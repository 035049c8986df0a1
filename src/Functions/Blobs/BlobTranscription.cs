using Azure;
using Speech.Functions.Errors;
using Speech.Functions.Requests;
using Speech.Transcription.Parameters;
using Speech.Transcription.Permits;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Settings;
using Speech.Transcription.Telemetry;
using Speech.Transcription.Transcripts;

namespace Speech.Functions.Blobs;

/// <summary>From a blob of audio to the blobs of its transcript, once. Knows no host: a function and the inbox call it alike.</summary>
internal sealed partial class BlobTranscription(
    Containers containers, ParameterReader reader, TranscriptionHandler handler, EndpointSettings settings, TimeProvider time, SpeechTelemetry telemetry,
    ILogger<BlobTranscription> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>As <see cref="HandleAsync"/>, but waits where another works on the blob: for one whose only chance this is.</summary>
    /// <param name="name">The audio's blob.</param>
    /// <param name="cancellationToken">Stops the work; it may be begun again at any time.</param>
    public async Task<BlobOutcome> HandleWaitingAsync(string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            var outcome = await HandleAsync(name, int.MaxValue, cancellationToken);
            if (outcome is not BlobOutcome.Busy) return outcome;
            await Task.Delay(Patience, time, cancellationToken);
        }
    }

    /// <summary>Transcribes a blob and publishes what comes of it, unless that has been done.</summary>
    /// <param name="name">The audio's blob.</param>
    /// <param name="mostAttempts">How often it may have broken down, with the host or without, before it is given up with an error.</param>
    /// <param name="cancellationToken">Stops the work; it may be begun again at any time.</param>
    /// <exception cref="Exception">A fault that is not the audio's: another try may go well.</exception>
    public async Task<BlobOutcome> HandleAsync(string name, int mostAttempts, CancellationToken cancellationToken)
    {
        var names = new BlobNames(name);
        if (!names.AreUsable) return Told(name, BlobOutcome.Unusable);
        await containers.EnsureAsync(cancellationToken);
        var source = containers.Audio.GetBlobClient(name);
        if (await source.FindAsync(cancellationToken) is not { } found) return Told(name, BlobOutcome.Gone);
        var work = new BlobWork(names, source, found);
        if (await Claim.TryTakeAsync(containers.Transcripts.GetBlobClient(names.Status), work.BareETag, time, cancellationToken) is not { } claim)
            return Told(name, BlobOutcome.Busy);
        return Told(name, await ClaimedAsync(work, claim, mostAttempts, cancellationToken));
    }

    /// <summary>Works under the claim and gives it back, whatever happens.</summary>
    private async Task<BlobOutcome> ClaimedAsync(BlobWork work, Claim claim, int mostAttempts, CancellationToken cancellationToken)
    {
        var last = claim.Status;
        try
        {
            var outputs = await Outputs.ReadAsync(containers.Transcripts, work.Names, cancellationToken);
            var outcome = outputs.AreOf(work.BareETag) ? BlobOutcome.AlreadyDone
                : claim.Status.Attempt > mostAttempts ? await GiveUpAsync(work, outputs, mostAttempts, cancellationToken)
                : await WorkAsync(work, claim, outputs, cancellationToken);
            last = LastOf(claim.Status, outcome);
            return outcome;
        }
        catch (Exception reason)
        {
            // Not an attempt of its own: the host stops, or something that will pass stands in the way of every blob.
            var uncounted = reason is OperationCanceledException || StorageException.IsStorage(reason) || ErrorTable.WillPass(reason) ? 1 : 0;
            last = claim.Status with { Stage = BlobStage.Waiting, Attempt = claim.Status.Attempt - uncounted };
            throw;
        }
        finally
        {
            if (last is null) await claim.DropAsync();
            else await claim.ReleaseAsync(last);
        }
    }

    /// <summary>What stays to be read; null where there is nothing that it could be the status of.</summary>
    private static BlobStatus? LastOf(BlobStatus status, BlobOutcome outcome) => outcome switch
    {
        BlobOutcome.Published or BlobOutcome.AlreadyDone => status with { Stage = BlobStage.Done },
        BlobOutcome.Refused => status with { Stage = BlobStage.Failed },
        BlobOutcome.Gone => null,
        _ => status with { Stage = BlobStage.Waiting },
    };

    private async Task<BlobOutcome> WorkAsync(BlobWork work, Claim claim, Outputs outputs, CancellationToken cancellationToken)
    {
        await using var keeper = new ClaimKeeper(claim, work.Source, work.ETag, time, cancellationToken);
        var started = time.GetTimestamp();
        try
        {
            var wishes = BlobWishes.Read(work.Found.Metadata, reader, settings.Background.Formats);
            var transcript = await TranscribeAsync(work, wishes, keeper);
            await outputs.PublishAsync(Publication.Of(work.Names, transcript, wishes), Metadata(), keeper.Working);
            return BlobOutcome.Published;
        }
        catch (OvertakenException)
        {
            return await IsDoneAsync(work, cancellationToken) ? BlobOutcome.AlreadyDone : BlobOutcome.Busy;
        }
        catch (Exception) when (keeper.End is not null && !cancellationToken.IsCancellationRequested)
        {
            return keeper.End.Value;
        }
        catch (RequestFailedException reason) when (reason.Status is StatusCodes.Status404NotFound or StatusCodes.Status412PreconditionFailed)
        {
            // Replaced or deleted while it was read.
            return BlobOutcome.Gone;
        }
        catch (Exception reason) when (ErrorTable.BlamesCaller(reason))
        {
            LogRefused(work.Names.Audio, reason.Message);
            return await RefuseAsync(work, outputs, reason.Message, Metadata(), keeper.Working);
        }

        Dictionary<string, string> Metadata()
            => Publication.Metadata(work.BareETag, settings.Models, keeper.Progress.SecondsRead, time.GetElapsedTime(started), time.GetUtcNow());
    }

    private async Task<Transcript> TranscribeAsync(BlobWork work, BlobWishes wishes, ClaimKeeper keeper)
    {
        await using var audio = await work.OpenAsync(keeper.Working);
        var input = new AudioInput(audio, PcmType.Of(work.Found.ContentType, wishes.Parameters.SamplingRate));
        return await handler.TranscribeAsync(input, wishes.Parameters, keeper, keeper.Working);
    }

    private async Task<BlobOutcome> GiveUpAsync(BlobWork work, Outputs outputs, int attempts, CancellationToken cancellationToken)
    {
        LogGivenUp(work.Names.Audio, attempts);
        var metadata = Publication.Metadata(work.BareETag, settings.Models, 0, TimeSpan.Zero, time.GetUtcNow());
        return await RefuseAsync(work, outputs, $"The audio was given up: {attempts} attempts to transcribe it broke down, as the endpoint's log tells", metadata, cancellationToken);
    }

    private async Task<BlobOutcome> RefuseAsync(BlobWork work, Outputs outputs, string sentence, Dictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        try
        {
            await outputs.PublishAsync(Publication.Of(work.Names, sentence), metadata, cancellationToken);
            return BlobOutcome.Refused;
        }
        catch (OvertakenException)
        {
            return await IsDoneAsync(work, cancellationToken) ? BlobOutcome.AlreadyDone : BlobOutcome.Busy;
        }
    }

    /// <summary>Overtaken by whom? By another that did the same work, or by our own first try whose answer got lost, all is well.</summary>
    private async Task<bool> IsDoneAsync(BlobWork work, CancellationToken cancellationToken)
        => (await Outputs.ReadAsync(containers.Transcripts, work.Names, cancellationToken)).AreOf(work.BareETag);

    private BlobOutcome Told(string name, BlobOutcome outcome)
    {
        telemetry.RecordBlob(outcome.ToString());
        if (outcome is BlobOutcome.Unusable) LogUnusable(name);
        else LogOutcome(name, outcome);
        return outcome;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The blob {Name}: {Outcome}")]
    private partial void LogOutcome(string name, BlobOutcome outcome);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The blob {Name} is left alone: names that end with .error or .status, or are longer than 1012 letters, are not used")]
    private partial void LogUnusable(string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "The blob {Name} is refused: {Sentence}")]
    private partial void LogRefused(string name, string sentence);

    [LoggerMessage(Level = LogLevel.Error, Message = "The blob {Name} is given up after {Attempts} attempts")]
    private partial void LogGivenUp(string name, int attempts);
}
