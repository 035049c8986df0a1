namespace Speech.Audio.Ffmpeg;

/// <summary>How ffmpeg reads a container.</summary>
/// <param name="NeedsSeeking">Whether the container requires random access.</param>
/// <param name="HasAbsoluteTimes">Whether the container's times start at zero, so that a first sample with a later time comes after
/// silence. Otherwise times are relative to the first one of any track.</param>
/// <param name="NeedsAllTracks">Whether ffmpeg takes the first time of the tracks that it uses only, so that it has to use all of
/// them.</param>
internal readonly record struct FfmpegInput(bool NeedsSeeking = false, bool HasAbsoluteTimes = false, bool NeedsAllTracks = false);
