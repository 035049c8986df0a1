using Speech.Audio;
using Speech.Audio.Errors;
using Speech.Diarization.Annotations;
using Speech.Diarization.Clustering;
using Speech.Transcription.Models;
using Speech.Transcription.Parameters;

namespace Speech.Transcription.Pipeline;

/// <summary>Extracts the embeddings of known speakers from their reference audio, with the diarization model of the request.</summary>
/// <param name="decode">Decodes audio into samples.</param>
/// <param name="maxSeconds">The longest reference audio.</param>
internal sealed class KnownSpeakerEmbedder(AudioDecoding decode, double maxSeconds)
{
    /// <summary>Extracts the mean embedding of each speaker.</summary>
    /// <param name="model">The diarization model.</param>
    /// <param name="speakers">The speakers.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ParameterException">Reference audio is too long, cannot be decoded, or has no speech.</exception>
    public async Task<IReadOnlyList<Speaker>> EmbedAsync(
        ISpeakerModel model, IReadOnlyList<KnownSpeaker> speakers, CancellationToken cancellationToken)
    {
        var embeddings = new List<Speaker>();
        foreach (var speaker in speakers)
        {
            var diarization = await DiarizeAsync(model, speaker, cancellationToken).ConfigureAwait(false);
            if (diarization is not [{ Embedding: { } embedding }, ..]) throw Fault(speaker, "has no speech");
            embeddings.Add(new(speaker.Name, embedding));
        }

        return embeddings;
    }

    private async Task<IReadOnlyList<Speaker>> DiarizeAsync(
        ISpeakerModel model, KnownSpeaker speaker, CancellationToken cancellationToken)
    {
        try
        {
            // As one speaker: its segmentation leaves out silence, and its embedding is made as those that it is compared with.
            var diarization = await model.DiarizeAsync(
                ReadAsync(speaker, cancellationToken), new SpeakerBounds(1, 1), progress: null, cancellationToken).ConfigureAwait(false);
            return diarization?.Speakers ?? [];
        }
        catch (AudioException exception) when (exception is UndecodableAudioException or EmptyAudioException or AudioTooLongException)
        {
            throw Fault(speaker, "cannot be decoded");
        }
    }

    private async IAsyncEnumerable<ReadOnlyMemory<float>> ReadAsync(
        KnownSpeaker speaker, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream(speaker.Audio.ToArray(), writable: false);
        var samples = 0L;
        await foreach (var block in decode(bytes, null, cancellationToken).ConfigureAwait(false))
        {
            samples += block.Length;
            if (samples > maxSeconds * AudioDecoder.SampleRate) throw Fault(speaker, $"is longer than {maxSeconds} s");
            yield return block;
        }
    }

    private static ParameterException Fault(KnownSpeaker speaker, string clause)
        => new([$"the reference audio of the known speaker \"{speaker.Name}\" {clause}"]);
}
