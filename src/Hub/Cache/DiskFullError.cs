namespace Speech.Hub.Cache;

/// <summary>Recognises I/O errors that are caused by a full disk or an exceeded quota.</summary>
internal static class DiskFullError
{
    private const int NoSpaceLeft = 28; // ENOSPC, as .NET reports it outside of Windows
    private const int QuotaExceededOnLinux = 122;
    private const int QuotaExceededOnMac = 69;
    private const int DiskFullOnWindows = unchecked((int)0x80070070);
    private const int HandleDiskFullOnWindows = unchecked((int)0x80070027);

    public static bool Is(IOException exception) => exception.HResult switch
    {
        DiskFullOnWindows or HandleDiskFullOnWindows => true,
        NoSpaceLeft => !OperatingSystem.IsWindows(),
        QuotaExceededOnLinux => OperatingSystem.IsLinux(),
        QuotaExceededOnMac => OperatingSystem.IsMacOS(),
        _ => false,
    };
}
