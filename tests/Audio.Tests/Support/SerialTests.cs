namespace Speech.Audio.Tests.Support;

/// <summary>Tests that measure the whole process and must not run in parallel with others.</summary>
[CollectionDefinition(nameof(SerialTests), DisableParallelization = true)]
public sealed class SerialTests;
