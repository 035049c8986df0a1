namespace Speech.Audio.Ffmpeg;

/// <summary>The command line: standard input to mono 32-bit floats at 16 kHz on standard output, with nothing else within reach.</summary>
internal static class FfmpegArguments
{
    /// <summary>
    /// Containers that hold their own sound. Left out are all that point elsewhere (HLS, DASH, concat, SDP, image sequences) and
    /// those that turn any text into frames.
    /// </summary>
    private const string Containers =
        "aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,dts,eac3,flac,flv,gsm,loas,matroska,mov,mp3,mpeg,mpegts,ogg,oma,rm,tta,voc,w64,wav,wv";

    /// <summary>Audio alone: no video decoder sees the bytes, not even to guess at a format.</summary>
    private const string Codecs =
        "aac,aac_fixed,aac_latm,libfdk_aac,ac3,ac3_fixed,eac3,dca,truehd,alac,ape,flac,tta,wavpack,"
        + "mp1,mp1float,mp2,mp2float,mp3,mp3float,mp3adu,mp3adufloat,mp3on4,mp3on4float,opus,libopus,vorbis,libvorbis,speex,libspeex,"
        + "amrnb,amrwb,libopencore_amrnb,libopencore_amrwb,gsm,gsm_ms,libgsm,libgsm_ms,ilbc,libilbc,g722,g723_1,g729,truespeech,qcelp,evrc,nellymoser,"
        + "wmav1,wmav2,wmapro,wmalossless,wmavoice,cook,ra_144,ra_288,sipr,atrac3,atrac3p,qdm2,qdmc,mace3,mace6,"
        + "adpcm_ms,adpcm_ima_wav,adpcm_ima_qt,adpcm_ima_oki,adpcm_yamaha,adpcm_swf,adpcm_g722,adpcm_g726,adpcm_g726le,"
        + "pcm_u8,pcm_s8,pcm_u16le,pcm_u16be,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_s64le,pcm_s64be,"
        + "pcm_f16le,pcm_f24le,pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be,pcm_alaw,pcm_mulaw,pcm_bluray,pcm_dvd,pcm_lxf";

    /// <summary>Full scale stays full scale when channels are mixed, and the filter is long enough not to alias: the default one lets 9 kHz through at -61 dB.</summary>
    private const string Resample = "aresample=16000:filter_size=128:cutoff=0.95:rematrix_maxval=1";

    private const string LargestAllocation = "268435456";

    /// <param name="seeks">
    /// True for containers that have to be read back and forth. ffmpeg then keeps what it read in a temporary file, which it
    /// unlinks as it opens it.
    /// </param>
    public static IEnumerable<string> Create(bool seeks) =>
    [
        "-v", "error", "-hide_banner", "-nostdin", "-nostats", "-max_alloc", LargestAllocation,
        "-protocol_whitelist", seeks ? "pipe,cache" : "pipe", "-format_whitelist", Containers, "-codec_whitelist", Codecs,
        .. seeks ? ["-read_ahead_limit", "-1", "-i", "cache:pipe:0"] : (string[])["-i", "pipe:0"],
        "-vn", "-sn", "-dn",
        "-ac", "1", "-ar", "16000", "-af", Resample,
        "-c:a", "pcm_f32le", "-f", "f32le", "pipe:1",
    ];
}
