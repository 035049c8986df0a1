using System.Runtime.InteropServices;

namespace Speech.Audio.Sandbox;

/// <summary>Memory with fixed addresses for structures of C, freed together.</summary>
internal sealed class NativeBlocks : IDisposable
{
    private readonly List<nint> _blocks = [];

    /// <summary>Memory of zeros.</summary>
    public nint Zeros(int bytes) => Copy(new byte[bytes]);

    public nint Copy(byte[] bytes)
    {
        var block = Marshal.AllocHGlobal(bytes.Length);
        _blocks.Add(block);
        Marshal.Copy(bytes, 0, block, bytes.Length);
        return block;
    }

    /// <summary>Text in UTF-8 that ends with a zero.</summary>
    public nint Text(string text) => Copy([.. System.Text.Encoding.UTF8.GetBytes(text), 0]);

    /// <summary>Addresses of texts, and a last one that is 0.</summary>
    public nint Texts(IEnumerable<string> texts)
    {
        nint[] addresses = [.. texts.Select(Text), 0];
        var block = Zeros(addresses.Length * nint.Size);
        Marshal.Copy(addresses, 0, block, addresses.Length);
        return block;
    }

    public void Dispose()
    {
        foreach (var block in _blocks) Marshal.FreeHGlobal(block);
        _blocks.Clear();
    }
}
