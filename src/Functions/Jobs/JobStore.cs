using System.Text.Json;
using Azure;
using Azure.Storage.Blobs.Models;
using Speech.Audio;
using Speech.Functions.Blobs;
using Speech.Transcription.Parameters;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Settings;

namespace Speech.Functions.Jobs;

/// <summary>Jobs in the storage: every host sees the same ones, and none is lost with a host.</summary>
internal sealed class JobStore(Containers containers, BackgroundSettings settings, TimeProvider time)
{
    /// <summary>Keeps the audio and what is asked for it; when this ends the job will be done, whatever becomes of this host.</summary>
    /// <returns>The job's id.</returns>
    public async Task<JobView> AddAsync(AudioInput audio, InferenceParameters parameters, CancellationToken cancellationToken)
    {
        await containers.EnsureAsync(cancellationToken);
        var view = new JobView(JobNames.NewId(), JobState.Queued) { Expires = time.GetUtcNow() + settings.JobExpiry };
        // The record first: audio without one would be worked on for nobody.
        await WriteAsync(view.Id, new JobRecord(view.Expires, IsCancelled: false), cancellationToken);
        var metadata = new Dictionary<string, string>(ParameterWriter.Write(parameters)) { [BlobWishes.FormatsName] = "none" };
        var options = new BlobUploadOptions { Metadata = metadata, HttpHeaders = new BlobHttpHeaders { ContentType = TypeOf(audio.Raw) } };
        await containers.Audio.GetBlobClient(JobNames.Audio(view.Id)).UploadAsync(audio.Content, options, cancellationToken);
        return view;
    }

    /// <returns>Null where there is no such job, or not any more.</returns>
    public async Task<JobView?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (await ReadAsync(id, cancellationToken) is not { } record) return null;
        var view = new JobView(id, JobState.Queued) { Expires = record.Expires };
        if (record.IsCancelled) return view with { State = JobState.Cancelled };
        var names = new BlobNames(JobNames.Audio(id));
        if (await ContentAsync(names.Transcript) is { } transcript) return view with { State = JobState.Done, Result = JsonElement.Parse(transcript) };
        if (await ContentAsync(names.Error) is { } error)
            return view with { State = JobState.Failed, Error = JsonElement.Parse(error).GetProperty("error").GetString() };
        if (await ContentAsync(names.Status) is not { } json || BlobStatus.Parse(json) is not { } status) return view;
        return view with
        {
            State = status.Stage is BlobStage.Waiting ? JobState.Queued : JobState.Running,
            Stage = status.Stage, SecondsDone = status.SecondsDone, SecondsKnown = status.SecondsKnown,
        };

        Task<BinaryData?> ContentAsync(string name) => containers.Transcripts.GetBlobClient(name).FindContentAsync(cancellationToken);
    }

    /// <summary>Calls a job off: who works on it finds its audio gone. What it has come to already goes too.</summary>
    /// <returns>False where there is no such job.</returns>
    public async Task<bool> CancelAsync(string id, CancellationToken cancellationToken)
    {
        if (await ReadAsync(id, cancellationToken) is not { } record) return false;
        await WriteAsync(id, record with { IsCancelled = true }, cancellationToken);
        await DeleteContentAsync(id, cancellationToken);
        return true;
    }

    /// <summary>Deletes what has expired. Several hosts may do so at once.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await containers.EnsureAsync(cancellationToken);
        await foreach (var blob in containers.Jobs.GetBlobsAsync(new GetBlobsOptions { Traits = BlobTraits.Metadata }, cancellationToken))
        {
            if (JobRecord.Parse(blob.Metadata) is not { } record || record.Expires > time.GetUtcNow() || !JobNames.IsId(blob.Name)) continue;
            await DeleteContentAsync(blob.Name, cancellationToken);
            await containers.Jobs.GetBlobClient(blob.Name).DeleteIfExistsAsync(cancellationToken: cancellationToken);
        }
    }

    private async Task DeleteContentAsync(string id, CancellationToken cancellationToken)
    {
        var names = new BlobNames(JobNames.Audio(id));
        await containers.Audio.GetBlobClient(names.Audio).DeleteIfExistsAsync(cancellationToken: cancellationToken);
        foreach (var name in names.Publishable) await containers.Transcripts.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: cancellationToken);
        await DeleteStatusAsync(names, cancellationToken);
    }

    /// <summary>A status that is held its holder deletes, as soon as he finds the audio gone.</summary>
    private async Task DeleteStatusAsync(BlobNames names, CancellationToken cancellationToken)
    {
        try
        {
            await containers.Transcripts.GetBlobClient(names.Status).DeleteIfExistsAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException reason) when (reason.Status is StatusCodes.Status409Conflict or StatusCodes.Status412PreconditionFailed)
        {
            // Held.
        }
    }

    private async Task<JobRecord?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        if (!JobNames.IsId(id)) return null;
        var found = await containers.Jobs.GetBlobClient(id).FindAsync(cancellationToken);
        return JobRecord.Parse(found?.Metadata) is { } record && record.Expires > time.GetUtcNow() ? record : null;
    }

    private async Task WriteAsync(string id, JobRecord record, CancellationToken cancellationToken)
        => await containers.Jobs.GetBlobClient(id).UploadAsync(BinaryData.Empty, new BlobUploadOptions { Metadata = record.ToMetadata() }, cancellationToken);

    private static string TypeOf(RawPcm? raw)
        => raw is null ? "application/octet-stream" : $"{(raw.BigEndian ? "audio/L16" : "audio/pcm")};rate={raw.SampleRate};channels={raw.Channels}";
}
