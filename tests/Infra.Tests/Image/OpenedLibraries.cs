using System.Text;
using System.Text.RegularExpressions;

namespace Speech.Infra.Tests.Image;

/// <summary>Finds the names of the libraries that a library opens at run time (<c>dlopen</c>), and which no table of the file
/// lists.</summary>
internal static partial class OpenedLibraries
{
    /// <summary>The farthest that a compiler puts the second half of a name behind the first, in bytes.</summary>
    private const int Reach = 64;

    private const int InstructionSize = 10;

    public static IEnumerable<string> Find(ElfFile file)
        => FindConstants(file.ReadSection(".rodata")).Concat(FindImmediates(file.ReadSection(".text"))).Distinct();

    /// <summary>The names that are string constants.</summary>
    private static IEnumerable<string> FindConstants(byte[] constants)
        => Constant().Matches(Encoding.Latin1.GetString(constants)).Select(match => match.Groups[1].Value);

    /// <summary>The names of at most 16 characters that the compiler has turned into two overlapping moves of eight bytes.</summary>
    private static IEnumerable<string> FindImmediates(byte[] code)
    {
        for (var start = 0; (start = NextMove(code, start, code.Length)) >= 0; start++)
        {
            if (Immediate(code, start) is not { } head || !head.StartsWith("lib", StringComparison.Ordinal)) continue;
            var end = Math.Min(code.Length, start + Reach);
            for (var next = start; (next = NextMove(code, next + 1, end)) >= 0;)
                if (Immediate(code, next) is { } tail && Join(head, tail) is { } name)
                    yield return name;
        }
    }

    /// <summary>The index of the next <c>mov r64, imm64</c> in a range of code, or -1.</summary>
    private static int NextMove(byte[] code, int start, int end)
    {
        for (var index = start; index + InstructionSize <= end; index++)
            if (code[index] is 0x48 or 0x49 && (code[index + 1] & 0xF8) == 0xB8) return index;
        return -1;
    }

    private static string? Immediate(byte[] code, int move)
    {
        var bytes = code.AsSpan(move + 2, 8);
        return bytes.ContainsAnyExceptInRange((byte)'!', (byte)'~') ? null : Encoding.ASCII.GetString(bytes);
    }

    /// <summary>Joins the halves where they overlap most, if that makes the name of a library.</summary>
    private static string? Join(string head, string tail)
    {
        var overlap = Enumerable.Range(0, head.Length).Select(skipped => head.Length - skipped)
            .FirstOrDefault(length => tail.StartsWith(head[^length..], StringComparison.Ordinal));
        var name = head + tail[overlap..];
        return Name().IsMatch(name) ? name : null;
    }

    [GeneratedRegex(@"\0(lib[\w+-]+\.so(\.\d+)*)(?=\0)")]
    private static partial Regex Constant();

    [GeneratedRegex(@"\Alib[\w+-]+\.so(\.\d+)*\z")]
    private static partial Regex Name();
}
