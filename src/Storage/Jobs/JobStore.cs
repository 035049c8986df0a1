using System.Text.Json;
using Azure;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Options;
using Speech.Audio;
using Speech.Storage.Blobs;
using Speech.Storage.Containers;
using Speech.Storage.Leases;
using Speech.Storage.Options;
using Speech.Storage.Outputs;
using Speech.Transcription.Parameters;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Wire;

namespace Speech.Storage.Jobs;

/// <summary>Jobs in the storage: all hosts share them, and they survive every host.</summary>
public sealed class JobStore
{
    /// <summary>A part of an upload: small enough for one call.</summary>
    private const int UploadPart = 4 * 1024 * 1024;

    // Of the 8 KB that the metadata of a blob may have.
    private const int MaxParameterLength = 7500;

    private readonly StorageContainers _containers;
    private readonly JobRecordContainer _records;
    private readonly JobQuota _quota;
    private readonly BackgroundOptions _options;
    private readonly TimeProvider _time;

    internal JobStore(StorageContainers containers, IOptions<BackgroundOptions> options, TimeProvider time)
    {
        // A client waits.
        (_containers, _options, _time) = (containers.Interactive, options.Value, time);
        _records = new JobRecordContainer(_containers, time);
        _quota = new JobQuota(_records, new EndedJobs(_containers), _options.MaxJobsPerClient);
    }

    /// <summary>Stores the audio and the parameters. Once this returns, the job is processed whatever happens to this host.</summary>
    /// <param name="audio">The audio, read to its end.</param>
    /// <param name="parameters">The parameters of the transcription.</param>
    /// <param name="client">Who sends it.</param>
    /// <param name="cancellationToken">Cancels the upload.</param>
    /// <exception cref="ParameterException">The parameters are too long to be stored with the audio.</exception>
    /// <exception cref="TooManyJobsException">The client has too many jobs that have not ended.</exception>
    /// <exception cref="StorageException">The storage is unavailable.</exception>
    public Task<Job> AddAsync(AudioInput audio, InferenceParameters parameters, string client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(audio);
        ArgumentNullException.ThrowIfNull(parameters);
        var written = Write(parameters with { CallbackUrl = null });
        return StorageFailures.TranslateAsync(async () =>
        {
            await _containers.EnsureCreatedAsync(cancellationToken).ConfigureAwait(false);
            var owner = JobQuota.KeyOf(client);
            await _quota.VerifyAsync(owner, cancellationToken).ConfigureAwait(false);
            var now = _time.GetUtcNow();
            var job = new Job(JobNames.NewId(), JobState.Queued, now + _options.JobExpiry)
            {
                Callback = parameters.CallbackUrl is { } url ? new(new Uri(url), JobCallbackState.Pending, 0, now) : null,
            };
            // The record comes first: without it the transcript of the audio could not be retrieved.
            var record = new JobRecord(job.Expires, IsCancelled: false) { Callback = job.Callback, Client = owner };
            await _records.WriteAsync(job.Id, record, cancellationToken).ConfigureAwait(false);
            try
            {
                await UploadAudioAsync(job.Id, audio, written, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!StorageFailures.IsUnreachable(exception))
            {
                await DiscardAsync(job.Id).ConfigureAwait(false);
                throw;
            }
            return job;
        });
    }

    /// <summary>Reads the current state of a job.</summary>
    /// <param name="id">The id, in any form that a caller sent.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>Null where the job does not exist or has expired.</returns>
    /// <exception cref="StorageException">The storage is unavailable.</exception>
    public Task<Job?> FindAsync(string id, CancellationToken cancellationToken)
        => StorageFailures.TranslateAsync(async () =>
        {
            if (await _records.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } record) return null;
            var job = new Job(id, JobState.Queued, record.Expires) { Callback = record.Callback };
            return record.IsCancelled ? job with { State = JobState.Cancelled }
                : await WithOutcomeAsync(job, cancellationToken).ConfigureAwait(false);
        });

    /// <summary>Cancels a job and deletes its audio, which ends its processing, and its outputs.</summary>
    /// <param name="id">The id, in any form that a caller sent.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>False where the job does not exist or has expired.</returns>
    /// <exception cref="StorageException">The storage is unavailable.</exception>
    public Task<bool> CancelAsync(string id, CancellationToken cancellationToken)
        => StorageFailures.TranslateAsync(async () =>
        {
            if (await _records.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } record) return false;
            await _records.WriteAsync(id, record with { IsCancelled = true }, cancellationToken).ConfigureAwait(false);
            await DeleteContentAsync(id, cancellationToken).ConfigureAwait(false);
            return true;
        });

    /// <summary>Deletes all expired jobs. Several hosts may do so concurrently.</summary>
    /// <param name="cancellationToken">Stops between two jobs.</param>
    /// <returns>The number of deleted jobs.</returns>
    /// <exception cref="StorageException">The storage is unavailable.</exception>
    public Task<int> DeleteExpiredAsync(CancellationToken cancellationToken)
        => StorageFailures.TranslateAsync(async () =>
        {
            await _containers.EnsureCreatedAsync(cancellationToken).ConfigureAwait(false);
            var count = 0;
            await foreach (var id in _records.ListExpiredAsync(cancellationToken).ConfigureAwait(false))
            {
                await DeleteAsync(id, cancellationToken).ConfigureAwait(false);
                count++;
            }
            return count;
        });

    /// <summary>JSON, since metadata has to be ASCII and a prompt may not be.</summary>
    private static string Write(InferenceParameters parameters)
    {
        var written = JsonSerializer.Serialize(ParameterWriter.Write(parameters));
        return written.Length <= MaxParameterLength ? written : throw new ParameterException(
            [$"the prompt, the hotwords and the other parameters of a job take {written.Length} characters, at most {MaxParameterLength}"]);
    }

    private async Task UploadAudioAsync(string id, AudioInput audio, string parameters, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions
        {
            Metadata = new Dictionary<string, string>
            {
                [BlobRequestOptions.ParametersKey] = parameters,
                [BlobRequestOptions.FormatsKey] = "none",
            },
            // Written again, it would be new audio to a host that has begun with it already.
            Conditions = new() { IfNoneMatch = ETag.All },
            // Several parts at a time would each be in memory.
            TransferOptions = new() { InitialTransferSize = UploadPart, MaximumTransferSize = UploadPart, MaximumConcurrency = 1 },
            HttpHeaders = new() { ContentType = audio.Raw is { } pcm ? PcmMediaType.Format(pcm) : "application/octet-stream" },
        };
        try
        {
            await _containers.Audio.GetBlobClient(JobNames.AudioBlob(id))
                .UploadAsync(audio.Content, options, cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException exception) when (exception.IsConflict() || exception.IsPreconditionFailed())
        {
            // It exists, and no one else has this id: the response to an attempt of this upload was lost.
        }
    }

    /// <summary>Deletes a job whose client never got its id; what cannot be deleted expires.</summary>
    private async Task DiscardAsync(string id)
    {
        try
        {
            await DeleteAsync(id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (StorageFailures.IsStorageFailure(exception))
        {
            // The first failure is the one to report.
        }
    }

    private async Task<Job> WithOutcomeAsync(Job job, CancellationToken cancellationToken)
    {
        var names = new BlobNames(JobNames.AudioBlob(job.Id));
        if (await ReadAsync(names.Transcript).ConfigureAwait(false) is { } transcript)
            return job with { State = JobState.Done, Result = transcript };
        if (await ReadAsync(names.Error).ConfigureAwait(false) is { } error)
            return job with { State = JobState.Failed, Error = ErrorBody.Parse(error)?.Error };
        if (await ReadAsync(names.Status).ConfigureAwait(false) is not { } json || BlobStatus.Parse(json) is not { } status) return job;
        return job with
        {
            State = status.Stage is BlobStage.Waiting ? JobState.Queued : JobState.Running,
            Progress = new(status.Stage, status.SecondsDone, status.SecondsKnown),
        };

        Task<BinaryData?> ReadAsync(string name) => _containers.Transcripts.GetBlobClient(name).FindContentAsync(cancellationToken);
    }

    private async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        await DeleteContentAsync(id, cancellationToken).ConfigureAwait(false);
        await _records.DeleteAsync(id, cancellationToken).ConfigureAwait(false);
    }

    private async Task DeleteContentAsync(string id, CancellationToken cancellationToken)
    {
        var names = new BlobNames(JobNames.AudioBlob(id));
        await _containers.Audio.GetBlobClient(names.Audio).DeleteIfExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        await BlobOutputs.DeleteAsync(_containers.Transcripts, names, cancellationToken).ConfigureAwait(false);
        await TryDeleteStatusAsync(names, cancellationToken).ConfigureAwait(false);
    }

    private async Task TryDeleteStatusAsync(BlobNames names, CancellationToken cancellationToken)
    {
        try
        {
            await _containers.Transcripts.GetBlobClient(names.Status)
                .DeleteIfExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException exception) when (exception.IsConflict() || exception.IsPreconditionFailed())
        {
            // A worker holds its lease and deletes it as soon as it finds that the audio is gone.
        }
    }
}
