namespace Speech.Audio.Tests.Support;

/// <summary>Tests that measure the whole process run while no other does.</summary>
[CollectionDefinition(nameof(SerialTests), DisableParallelization = true)]
public sealed class SerialTests;
