namespace Speech.Kernels.Arithmetic;

/// <summary>Transposes matrices of bytes, in tiles of 8 by 8.</summary>
internal static unsafe class ByteTranspose
{
    private const int Tile = 8;

    /// <summary>target[column, row] = source[row, column].</summary>
    /// <param name="source">[rows, columns].</param>
    /// <param name="sourceStride">Bytes from one row of the source to the next.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="target">[columns, rows].</param>
    /// <param name="targetStride">Bytes from one row of the target to the next.</param>
    public static void Run(sbyte* source, int sourceStride, int rows, int columns, sbyte* target, int targetStride)
    {
        var (tiledRows, tiledColumns) = (rows / Tile * Tile, columns / Tile * Tile);
        for (var column = 0; column < tiledColumns; column += Tile)
            for (var row = 0; row < tiledRows; row += Tile)
                RunTile(source + row * sourceStride + column, sourceStride, target + column * targetStride + row, targetStride);
        for (var column = 0; column < columns; column++)
            for (var row = column < tiledColumns ? tiledRows : 0; row < rows; row++)
                target[column * targetStride + row] = source[row * sourceStride + column];
    }

    // Halves, quarters and single bytes change places between rows, as in a recursive transposition.
    private static void RunTile(sbyte* source, int sourceStride, sbyte* target, int targetStride)
    {
        var rows = stackalloc ulong[Tile];
        for (var i = 0; i < Tile; i++) rows[i] = *(ulong*)(source + i * sourceStride);
        for (var i = 0; i < 4; i++) Swap(ref rows[i], ref rows[i + 4], 32, 0x00000000_FFFFFFFF);
        for (var i = 0; i < Tile; i += i % 4 == 1 ? 3 : 1) Swap(ref rows[i], ref rows[i + 2], 16, 0x0000FFFF_0000FFFF);
        for (var i = 0; i < Tile; i += 2) Swap(ref rows[i], ref rows[i + 1], 8, 0x00FF00FF_00FF00FF);
        for (var i = 0; i < Tile; i++) *(ulong*)(target + i * targetStride) = rows[i];
    }

    private static void Swap(ref ulong upper, ref ulong lower, int shift, ulong mask)
    {
        var changed = ((upper >> shift) ^ lower) & mask;
        lower ^= changed;
        upper ^= changed << shift;
    }
}
