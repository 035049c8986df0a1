using System.Runtime.InteropServices;

namespace Speech.Kernels.Memory;

/// <summary>Advice to the operating system on memory. Only Linux is advised; without it everything works the same.
/// </summary>
public static partial class MemoryAdvice
{
    // madvise(2).
    private const int PageBytes = 4096, DontNeed = 4, HugePage = 14;

    /// <summary>Prefers pages of 2 MB: for memory that is read as a whole.</summary>
    /// <remarks>Measured: with 4 KB pages, address translation takes a tenth of a decoding step.</remarks>
    public static void PreferLargePages(nint address, nint length) => Advise(address, length, HugePage);

    /// <summary>Frees the pages of a mapped file; they are read from the file again when they are needed.</summary>
    /// <remarks>Never for memory that is not a read-only mapping of a file: its content would be lost.</remarks>
    public static void ReleaseFilePages(nint address, nint length) => Advise(address, length, DontNeed);

    /// <summary>Returns memory that the C library keeps after it was freed, as after a model is loaded.</summary>
    public static void ReleaseFreedMemory()
    {
        try
        {
            if (OperatingSystem.IsLinux()) _ = malloc_trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Not the GNU C library.
        }
    }

    private static void Advise(nint start, nint length, int advice)
    {
        if (!OperatingSystem.IsLinux()) return;
        var first = (start + PageBytes - 1) & -PageBytes;
        // The result is ignored: it is advice.
        if (start + length > first) _ = madvise(first, (nuint)(start + length - first), advice);
    }

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint padding);

    [LibraryImport("libc")]
    private static partial int madvise(nint start, nuint length, int advice);
}
