namespace Speech.Storage.Outputs;

/// <summary>Another process has changed the outputs of the blob since they were read; publishing must not overwrite them.</summary>
/// <param name="inner">The conditional request that failed.</param>
internal sealed class OutputConflictException(Exception inner)
    : Exception("The outputs of the blob have changed since its transcription began", inner);
