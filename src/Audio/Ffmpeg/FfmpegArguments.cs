namespace Speech.Audio.Ffmpeg;

/// <summary>
/// ffmpeg's arguments: decodes standard input to 32-bit floats at 16 kHz on standard output, without access to anything else.
/// </summary>
internal static class FfmpegArguments
{
    /// <summary>
    /// Self-contained formats. Excluded are formats that refer to other files or URLs (HLS, DASH, concat, SDP, image sequences) and those
    /// that render any text to frames.
    /// </summary>
    private const string Containers =
        "aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,dts,eac3,flac,flv,gsm,loas,matroska,mov,mp3,mpeg,mpegts,"
        + "ogg,oma,rm,tta,voc,w64,wav,wv";

    private const string SeekableContainer = "mov";

    /// <summary>Audio codecs only: no video decoder processes the bytes, not even for format detection.</summary>
    private const string Codecs =
        "aac,aac_fixed,aac_latm,libfdk_aac,ac3,ac3_fixed,eac3,dca,truehd,alac,ape,flac,tta,wavpack,"
        + "mp1,mp1float,mp2,mp2float,mp3,mp3float,mp3adu,mp3adufloat,mp3on4,mp3on4float,opus,libopus,vorbis,libvorbis,speex,libspeex,"
        + "amrnb,amrwb,libopencore_amrnb,libopencore_amrwb,gsm,gsm_ms,libgsm,libgsm_ms,ilbc,libilbc,"
        + "g722,g723_1,g729,truespeech,qcelp,evrc,nellymoser,"
        + "wmav1,wmav2,wmapro,wmalossless,wmavoice,cook,ra_144,ra_288,sipr,atrac3,atrac3p,qdm2,qdmc,mace3,mace6,"
        + "adpcm_ms,adpcm_ima_wav,adpcm_ima_qt,adpcm_ima_oki,adpcm_yamaha,adpcm_swf,adpcm_g722,adpcm_g726,adpcm_g726le,"
        + "pcm_u8,pcm_s8,pcm_u16le,pcm_u16be,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_s64le,pcm_s64be,"
        + "pcm_f16le,pcm_f24le,pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be,pcm_alaw,pcm_mulaw,pcm_bluray,pcm_dvd,pcm_lxf";

    /// <summary>
    /// Normalises the downmix to full scale, and uses a filter that is long enough to attenuate 9 kHz by 80 dB (the default one: 61 dB) and
    /// keeps speech up to 8 kHz, as <see cref="Resampling.KaiserSinc"/> does.
    /// </summary>
    private const string Resample = "aresample=16000:filter_size=96:cutoff=1:rematrix_maxval=1";

    /// <summary>Two channels are averaged by <see cref="Pcm.Downmixer"/>, which notices when they cancel each other.</summary>
    private const string Format = "aformat=sample_fmts=fltp:sample_rates=16000", OneOrTwoChannels = ":channel_layouts=mono|stereo";

    /// <summary>
    /// Silence before a late first sample, and where times jump. Times of a live stream may start anywhere: beyond an hour the first
    /// sample counts as the start. After the resampling, since the silence is held in memory at once.
    /// </summary>
    private const string Rebase = "asetpts=if(gt(STARTT\\,3600)\\,PTS-STARTPTS\\,PTS)", FillGaps = "aresample=async=1:first_pts=0";

    /// <summary>A second output that reads the packets of sound and pictures, without decoding them, and writes nothing.</summary>
    private static readonly string[] Discard = ["-map", "0:a?", "-map", "0:V?", "-c", "copy", "-f", "null", "-"];

    private const string MaxAllocationBytes = "268435456";

    /// <param name="input">How the container is read.</param>
    /// <param name="path">The file of a container that requires random access; null for standard input. Only the demuxer for it is allowed
    /// then, which opens no other files.</param>
    /// <param name="separate">Whether the output has all channels; otherwise one or two.</param>
    public static IEnumerable<string> Create(FfmpegInput input, string? path, bool separate) =>
    [
        "-v", "error", "-hide_banner", "-nostdin", "-nostats", "-max_alloc", MaxAllocationBytes,
        .. input.HasAbsoluteTimes ? ["-copyts"] : (string[])[],
        "-protocol_whitelist", path is null ? "pipe" : "file", "-format_whitelist", path is null ? Containers : SeekableContainer,
        "-codec_whitelist", Codecs, "-i", path is null ? "pipe:0" : "file:" + path,
        "-vn", "-sn", "-dn",
        "-af", string.Join(',', Rebase, Resample, separate ? Format : Format + OneOrTwoChannels, FillGaps),
        "-c:a", "pcm_f32be", "-f", "au", "pipe:1",
        .. input.NeedsAllTracks ? Discard : [],
    ];
}
